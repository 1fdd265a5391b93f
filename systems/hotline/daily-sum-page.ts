import { localIso, type Zone } from '@huying/kernel/clock/zone';
import { fieldMeta } from '@huying/kernel/define/field';
import { lastDayOf } from '@huying/kernel/indicator/figure';
import { percentText, share } from '@huying/kernel/indicator/rate';
import { type Counted, type DailySum, dailyFigures, OVERDUE_LISTED_MAX } from './daily-sum.ts';
import { CITY_KEY, type RatesRow } from './rates.ts';
import { hotlineRequest } from './request.ts';

/** Words of the city that the sheet needs. */
export type DailyLabels = {
  /** Who issues the sheet, such as the name of the city's centre. */
  readonly issuer: string;
  readonly zone: Zone;
  channel(key: string): string;
  category(key: string): string;
  unit(id: string): string;
  place(path: string): string;
  /** Newest signed root of the log, printed so that paper holds it too. */
  readonly root?: { readonly hash: string; readonly at: string };
};

const TOP_CATEGORIES = 10;

/** The sheet as one HTML document without script, made for A4 paper and equally legible on a screen. Pure. */
export function dailySumPage(sum: DailySum, labels: DailyLabels): string {
  const made = timeText(sum.madeAt.toISOString(), labels.zone);
  const kinds = fieldMeta(hotlineRequest.fields.kind).options ?? {};
  const { intake, stock } = sum;
  return `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>12345 每日汇总 ${sum.day}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
  <p class="issuer">${escaped(labels.issuer)}</p>
  <h1>12345 每日汇总</h1>
  <p class="day">${dayInChinese(sum.day)}</p>
</header>
<main>
<section class="figures" aria-label="总体情况">
  ${figureTile(dailyFigures.intake.label, intake.total)}
  ${figureTile(dailyFigures.open.label, stock.open)}
  ${figureTile(dailyFigures.dueSoon.label, stock.dueSoon)}
  ${figureTile(dailyFigures.overdue.label, stock.overdue, stock.overdue > 0)}
</section>
<p class="remark">受理为当日零时至二十四时登记的诉求（补录的计入其发生之日）；在办、到期、超期截至 ${made}。</p>

<h2>一、当日受理</h2>
<div class="pair">
${countTable('按渠道', intake.channel, intake.total, labels.channel)}
${countTable('按类型', intake.kind, intake.total, (key) => kinds[key] ?? key)}
</div>
${countTable('按区', intake.district, intake.total, labels.place)}

<h2>二、诉求最多的类别</h2>
${topCategories(sum, labels)}

<h2>三、本月三率</h2>
${ratesTable(sum)}

<h2>四、超期工单</h2>
${overdueTable(sum, labels)}
</main>
<footer>
  <p>制表时间 ${made}。表内各数均可在系统中逐件打开核对。</p>
  ${labels.root ? `<p>日志根 ${escaped(labels.root.at)}：<code>${escaped(labels.root.hash)}</code></p>` : ''}
</footer>
</body>
</html>
`;
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);

const number = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

const timeText = (iso: string, zone: Zone): string => localIso(new Date(iso), zone).slice(0, 16).replace('T', ' ');

function dayInChinese(day: string): string {
  const [year, month, date] = day.split('-').map(Number);
  const weekday = '日一二三四五六'[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return `${year} 年 ${month} 月 ${date} 日　星期${weekday}`;
}

const figureTile = (label: string, count: number, alarm = false): string =>
  `<div class="figure${alarm ? ' alarm' : ''}"><b>${number(count)}</b><span>${label}</span></div>`;

function countTable(title: string, lines: readonly Counted[], total: number, label: (key: string) => string): string {
  if (lines.length === 0)
    return `<table><caption>${title}</caption><tbody><tr><td>当日无受理。</td></tr></tbody></table>`;
  const rows = lines.map(({ key, count }) => {
    const name = key === null ? '未登记' : label(key);
    const cells = `<td>${number(count)}</td><td>${percentText(share(count, total))}</td>`;
    return `<tr><th scope="row">${escaped(name)}</th>${cells}</tr>`;
  });
  return `<table><caption>${title}</caption>
<thead><tr><th scope="col">${title.slice(1)}</th><th scope="col">件数</th><th scope="col">占比</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
<tfoot><tr><th scope="row">合计</th><td>${number(total)}</td><td></td></tr></tfoot></table>`;
}

function topCategories(sum: DailySum, labels: DailyLabels): string {
  const top = sum.intake.category.slice(0, TOP_CATEGORIES);
  if (top.length === 0) return '<p>当日无受理。</p>';
  const most = top[0]?.count ?? 1;
  const month = new Map(sum.monthByCategory.map(({ key, count }) => [key, count]));
  const rows = top.map(({ key, count }, at) => {
    const name = key === null ? '未分类' : labels.category(key);
    const width = ((100 * count) / most).toFixed(1);
    return `<tr><td>${at + 1}</td><th scope="row">${escaped(name)}</th>
<td class="bar"><i style="width:${width}%"></i></td><td>${number(count)}</td>
<td>${number(month.get(key) ?? 0)}</td></tr>`;
  });
  return `<table class="top">
<thead><tr><th scope="col">序</th><th scope="col">类别</th><th scope="col" aria-label="件数图"></th>
<th scope="col">当日</th><th scope="col">本月累计</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>`;
}

function ratesTable(sum: DailySum): string {
  const row = (one: RatesRow) => {
    const counts = [one.assessed, one.responded, one.callbacks, one.solved, one.satisfied].map(number);
    const rates = [one.responseRate, one.resolutionRate, one.satisfactionRate].map(percentText);
    const cells = [...counts, ...rates, one.score ?? '—'].map((text) => `<td>${text}</td>`).join('');
    const note = one.note ? `<small>${escaped(one.note)}</small>` : '';
    const rank = one.key === CITY_KEY ? '' : (one.rank ?? '—');
    return `<tr><td>${rank}</td><th scope="row">${escaped(one.label)}${note}</th>${cells}</tr>`;
  };
  const units = sum.rates.filter((one) => one.key !== CITY_KEY);
  const city = sum.rates.filter((one) => one.key === CITY_KEY);
  const titles = ['考核', '按时响应', '有效回访', '解决', '满意', '响应率', '解决率', '满意率', '得分'];
  const days = `${sum.ratesPeriod.from} 至 ${lastDayOf(sum.ratesPeriod)}`;
  return `<p class="remark">派单日在 ${days} 的工单，截至制表时；全市为各项件数之和，不是各单位比率的平均。</p>
<table class="rates">
<thead><tr><th scope="col">名次</th><th scope="col">单位</th>
${titles.map((one) => `<th scope="col">${one}</th>`).join('')}</tr></thead>
<tbody>
${units.map(row).join('\n')}
</tbody>
<tfoot>${city.map(row).join('')}</tfoot></table>`;
}

function overdueTable(sum: DailySum, labels: DailyLabels): string {
  if (sum.stock.overdue === 0) return '<p>没有超期工单。</p>';
  const clocks: Readonly<Record<string, { readonly label: string }>> = hotlineRequest.deadlines;
  const rows = sum.overdueOrders.map((order) => {
    const unit = order.unit === null ? '热线中心' : labels.unit(order.unit);
    const clock = clocks[order.clock]?.label ?? order.clock;
    const cells = [unit, clock, timeText(order.due, labels.zone), lateText(order.due, sum.madeAt)];
    const written = cells.map((text) => `<td>${escaped(text)}</td>`).join('');
    return `<tr><th scope="row">${escaped(order.number)}</th>${written}</tr>`;
  });
  const more = sum.stock.overdue - sum.overdueOrders.length;
  const rest =
    more > 0 ? `<p class="remark">另有 ${number(more)} 件，本表列出超期最久的 ${OVERDUE_LISTED_MAX} 件。</p>` : '';
  return `<table class="overdue">
<thead><tr><th scope="col">工单编号</th><th scope="col">承办单位</th><th scope="col">时限</th>
<th scope="col">应于</th><th scope="col">已超</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody></table>${rest}`;
}

const HOUR_MS = 3_600_000;

/** Natural time since the due moment, down to hours. */
function lateText(due: string, now: Date): string {
  const hours = Math.floor((now.getTime() - Date.parse(due)) / HOUR_MS);
  const days = Math.floor(hours / 24);
  if (hours < 1) return '不足 1 小时';
  return days === 0 ? `${hours} 小时` : `${days} 天 ${hours % 24} 小时`;
}

const STYLE = `
@page { size: A4; margin: 18mm 16mm 20mm; }
* { box-sizing: border-box; }
html { color: #1c1f23; background: #fff; font: 10.5pt/1.6 "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC",
  "Microsoft YaHei", sans-serif; font-variant-numeric: tabular-nums; }
body { max-width: 190mm; margin: 0 auto; padding: 8mm 0; }
header { text-align: center; border-bottom: 2px solid #9c1c1c; padding-bottom: 5mm; margin-bottom: 6mm; }
header p { margin: 0; }
.issuer { color: #9c1c1c; font-size: 12pt; letter-spacing: .12em; }
h1 { margin: 1mm 0 2mm; font: 700 22pt/1.3 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif;
  letter-spacing: .08em; }
h2 { margin: 8mm 0 2.5mm; font-size: 12.5pt; line-height: 1.4; break-after: avoid; }
.figures { display: flex; gap: 4mm; }
.figure { flex: 1; padding: 3mm 2mm; border: 1px solid #c9ced4; text-align: center; }
.figure b { display: block; font-size: 20pt; line-height: 1.25; font-weight: 600; }
.figure span { color: #4a5159; }
.figure.alarm b { color: #9c1c1c; }
.remark { margin: 2mm 0; color: #4a5159; font-size: 9pt; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 6mm; align-items: start; }
table { width: 100%; margin-bottom: 4mm; border-collapse: collapse; font-size: 9.5pt; }
caption { padding-bottom: 1mm; text-align: left; color: #4a5159; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { padding: 1.1mm 1.6mm; border-bottom: 1px solid #dde1e5; text-align: right; vertical-align: top; }
thead th { border-bottom: 1px solid #5d666f; border-top: 1px solid #5d666f; font-weight: 600; white-space: nowrap; }
th[scope=row], thead th:first-child { text-align: left; font-weight: 400; }
tfoot th, tfoot td, tfoot th[scope=row] { border-top: 1px solid #5d666f; font-weight: 600; }
th small { display: block; color: #4a5159; font-size: 8pt; }
.top th[scope=col]:nth-child(2), .rates th[scope=col]:nth-child(2) { text-align: left; }
.top td:first-child, .rates td:first-child { width: 10mm; text-align: left; }
.top .bar { width: 34%; }
.bar i { display: block; height: 3.2mm; margin-top: 1mm; background: #8fa3b8; print-color-adjust: exact;
  -webkit-print-color-adjust: exact; }
.rates { font-size: 8.5pt; }
.rates th, .rates td { padding: 1mm; }
.overdue td, .overdue th { text-align: left; }
.overdue td:last-child, .overdue th:last-child { text-align: right; }
footer { margin-top: 8mm; padding-top: 2mm; border-top: 1px solid #c9ced4; color: #4a5159; font-size: 8.5pt; }
footer p { margin: 0; }
code { font: 8pt/1.5 "DejaVu Sans Mono", Consolas, monospace; overflow-wrap: anywhere; }
@media screen and (max-width: 700px) { body { padding: 4mm; } .pair { grid-template-columns: 1fr; }
  .figures { flex-wrap: wrap; } .figure { flex-basis: 40%; } main { overflow-x: auto; } }
`;
