import type { RefusalCatalogue, RefusalText } from '@huying/kernel/define/refusal';

const HEADS = ['代码 code', 'HTTP', '发生了什么', '该怎么办', 'What happened', 'What to do'];

/**
 * The page of all refusals, Markdown: one table for each word, codes in order. Each code has an anchor of its own name,
 * to which `type` of a problem document leads.
 */
export function errorsReference(catalogues: readonly RefusalCatalogue[]): string {
  const all = catalogues.flatMap((texts) => Object.entries(texts));
  const words = Map.groupBy(all, ([code]) => code.slice(0, code.indexOf('.')));
  const sections = [...words]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([word, texts]) => `## ${word}\n\n${tableOf(texts)}`);
  return `${[
    '# 错误代码 Refusals',
    '本页由各词的错误目录生成，请勿手改：`huying define reference`。Made from the catalogues; not to be edited by hand.',
    '`code` 与 HTTP 状态不变，文字可以改。`{name}` 由该次请求的值代入。' +
      ' Codes and statuses stay, texts may change; `{name}` is filled from the request.',
    ...sections,
  ].join('\n\n')}\n`;
}

function tableOf(texts: readonly (readonly [string, RefusalText])[]): string {
  const rows = texts
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([code, { status, zh, zhDo, en, enDo }]) => [
      `<a id="${code}"></a>\`${code}\``,
      String(status),
      ...[zh, zhDo, en, enDo].map(cell),
    ]);
  return [HEADS, HEADS.map(() => '---'), ...rows].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

/** A cell must not end its row. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
