import { readInScope } from '@huying/kernel/access/scope';
import { refuse } from '@huying/kernel/define/refusal';
import { type SearchPlace, searchCases } from '@huying/kernel/search/query';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { searchFrameOf } from '../search/search-city.ts';
import { type HttpContext, refuseWith, viewerOf } from './context.ts';
import { itemOf, LISTED_COLUMNS, type Listed } from './list-item.ts';

const PAGE_MAX = 100;
const PAGE_DEFAULT = 50;

type SearchRoute = { Querystring: { q?: string; limit?: string; cursor?: string } };

/** `/api/v1/search?q=停水 乌达`: cases whose texts hold all the words, newest first, as far as the post may see. */
export function searchRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<SearchRoute>('/api/v1/search', (request, reply) => searchRoute(context, request, reply));
}

async function searchRoute(context: HttpContext, request: FastifyRequest<SearchRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const { runtime } = acting;
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  if (viewer.actor.kind !== 'post') return refuseWith(context, request, reply, refuse('http.sign-in'));
  const { q = '', limit: given, cursor } = request.query;
  const limit = Number(given ?? PAGE_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX) {
    const values = { name: 'limit', problem: `1 to ${PAGE_MAX}` };
    return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: 'limit', values }));
  }
  const after = cursor === undefined ? null : readCursor(cursor);
  if (cursor !== undefined && !after) {
    const values = { name: 'cursor', problem: 'as given by the page before' };
    return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: 'cursor', values }));
  }
  const order = { words: q, scope: viewer.scope, limit, now: runtime.now(), after };
  const page = await searchCases(searchFrameOf(runtime), order);
  if (!page.ok) return refuseWith(context, request, reply, page);
  const { ids, next } = page.value;
  const rows = await readInScope(runtime.pools.reader, viewer.scope, async (client) => {
    const found = await client.query<Listed>(
      `select ${LISTED_COLUMNS} from cases c where c.city = $1 and c.id = any($2::uuid[])`,
      [runtime.city, ids],
    );
    return new Map(found.rows.map((row) => [row.id, row]));
  });
  const items = ids.flatMap((id) => {
    const row = rows.get(id);
    return row ? [itemOf(runtime, row)] : [];
  });
  return reply.send({ items, next: next ? Buffer.from(JSON.stringify(next)).toString('base64url') : null });
}

function readCursor(text: string): SearchPlace | null {
  try {
    const { openedAt, id } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as SearchPlace;
    const fits = !Number.isNaN(Date.parse(openedAt)) && /^[0-9a-f-]{36}$/.test(id);
    return fits ? { openedAt, id } : null;
  } catch {
    return null;
  }
}
