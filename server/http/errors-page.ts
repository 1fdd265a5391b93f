import type { RefusalCatalogue, RefusalText } from '@huying/kernel/define/refusal';
import type { FastifyInstance } from 'fastify';
import { langOf } from './problem.ts';

/** `/docs/errors`: what each code means and what to do about it; `type` of a problem document leads here. */
export function errorsPage(app: FastifyInstance, catalogues: readonly RefusalCatalogue[]): void {
  const all = catalogues.flatMap((texts) => Object.entries(texts)).toSorted(([one], [other]) => (one < other ? -1 : 1));
  const pages = { zh: pageOf(all, 'zh'), en: pageOf(all, 'en') };
  app.get('/docs/errors', (request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
      .send(pages[langOf(request.headers['accept-language'])]),
  );
}

const STYLE = `body{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1f}
dt{margin-top:1.25rem}code{background:#f2f2f4;padding:.1em .3em;border-radius:3px}dd{margin:.25rem 0 0}
dt:target code{outline:2px solid #9b1c1c}small{color:#555}`;

function pageOf(all: readonly (readonly [string, RefusalText])[], lang: 'zh' | 'en'): string {
  const title = lang === 'zh' ? '错误代码' : 'Error codes';
  const items = all.map(([code, text]) => {
    const [what, todo] = lang === 'zh' ? [text.zh, text.zhDo] : [text.en, text.enDo];
    const head = `<dt id="${code}"><code>${code}</code> <small>HTTP ${text.status}</small></dt>`;
    return `${head}<dd>${escaped(what)}</dd><dd><small>${escaped(todo)}</small></dd>`;
  });
  return `<!doctype html><html lang="${lang === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${STYLE}</style></head>
<body><h1>${title}</h1><dl>${items.join('\n')}</dl></body></html>`;
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
