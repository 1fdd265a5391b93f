import type { Category } from '../city-file.ts';

/** Names of matters below a heading; a matter with parts of its own is a pair of name and parts. */
type Below = Readonly<Record<string, string | readonly [string, Readonly<Record<string, string>>]>>;

/** The seven fields of work by which message boards label what people write. */
export const FIELDS: readonly string[] = [
  '城乡建设',
  '劳动和社会保障',
  '教育文体',
  '商贸旅游',
  '环境保护',
  '卫生计生',
  '交通运输',
];

function heading(line: string, label: string, field: string | null, below: Below): readonly Category[] {
  const entry = (code: string, name: string): Category => ({ code, label: name, line, field });
  return [
    entry(line, label),
    ...Object.entries(below).flatMap(([code, of]) => {
      const [name, parts] = typeof of === 'string' ? [of, {}] : of;
      const own = `${line}.${code}`;
      return [entry(own, name), ...Object.entries(parts).map(([part, text]) => entry(`${own}.${part}`, text))];
    }),
  ];
}

/**
 * Categories of requests: the seven fields of work and three headings that lie beside them, with the matters that
 * people telephone about. A starting point in our own words, not the city's catalogue: demonstration content.
 */
export const wuhaiCategories: readonly Category[] = [
  ...heading('housing', '城乡建设', '城乡建设', {
    heating: ['供暖不热', { cold: '室温不达标', leak: '供热管道漏水', fee: '供热收费', stop: '停暖' }],
    water: ['停水与水压', { stop: '停水', pressure: '水压不足', quality: '自来水水质', leak: '供水管道漏水' }],
    power: '停电',
    gas: ['燃气', { smell: '燃气异味', stop: '停气', fee: '燃气收费' }],
    property: ['物业服务', { fee: '物业收费', repair: '维修不及时', none: '小区无物业', committee: '业主委员会' }],
    construction: '施工扰民',
    illegalBuilding: '违章建筑',
    street: ['道路破损与路灯', { pothole: '路面破损', light: '路灯不亮', manhole: '井盖缺损' }],
    stall: '占道经营',
    renewal: '老旧小区改造',
    sewage: '污水外溢与排水',
    greening: '园林绿化',
    lift: '电梯故障',
    charging: '充电桩与车棚',
    deed: '不动产登记与房屋交易',
  }),
  ...heading('labour', '劳动和社会保障', '劳动和社会保障', {
    wages: ['拖欠工资', { migrant: '拖欠农民工工资' }],
    insurance: '社会保险',
    pension: '养老待遇',
    jobs: '就业创业',
    injury: '工伤认定',
    medicalInsurance: '医疗保险',
    relief: '社会救助与低保',
    elderly: '养老服务',
    veterans: '退役军人服务',
  }),
  ...heading('education', '教育文体', '教育文体', {
    school: '入学与学籍',
    training: '校外培训',
    sports: '体育场馆',
    culture: '文化活动',
    teacher: '师德师风',
    meals: '校园餐与校园安全',
  }),
  ...heading('commerce', '商贸旅游', '商贸旅游', {
    refund: '退费与合同纠纷',
    food: '食品安全',
    price: '价格与收费',
    tourism: '旅游服务',
    market: '菜市场与便民市场',
    domestic: '家政服务',
    prepaid: '预付卡',
    quality: '产品质量',
  }),
  ...heading('environment', '环境保护', '环境保护', {
    noise: '噪声',
    smoke: '烟尘异味',
    waste: '垃圾清运',
    water: '水体污染',
    dust: '扬尘',
    mine: '矿区环境',
  }),
  ...heading('health', '卫生计生', '卫生计生', {
    hospital: '医疗服务',
    vaccine: '预防接种',
    family: '计划生育服务',
    fee: '医疗收费',
    poisoning: '疑似中毒与传染病',
  }),
  ...heading('transport', '交通运输', '交通运输', {
    bus: '公交线路',
    taxi: '出租车服务',
    parking: '停车',
    road: '公路养护',
    signal: '交通信号与标志',
    truck: '货车与渣土车',
    move: '挪车',
  }),
  ...heading('rural', '农牧水利', null, {
    irrigation: '灌溉用水',
    land: '土地承包与流转',
    subsidy: '惠农补贴',
    village: '村务公开',
    animals: '犬只与牲畜',
  }),
  ...heading('services', '政务服务', null, {
    window: '窗口服务态度',
    licence: '证照办理',
    online: '网上办事',
    enterprise: '企业诉求与营商环境',
    policy: '政策咨询',
  }),
  ...heading('safety', '公共安全', null, {
    fire: '消防通道与隐患',
    workplace: '安全生产隐患',
    fraud: '电信网络诈骗',
    dispute: '邻里纠纷',
    order: '社会治安',
  }),
];
