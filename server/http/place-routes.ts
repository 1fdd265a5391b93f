import { refuse } from '@huying/kernel/define/refusal';
import type { FastifyInstance } from 'fastify';
import { type HttpContext, refuseWith } from './context.ts';

const HITS_MAX = 50;
const HITS_DEFAULT = 10;

/**
 * One search box for every page: by characters, aliases, full pinyin or initials. Open to everybody: places are
 * public.
 */
export function placeRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<{ Querystring: { q?: string; limit?: string } }>('/api/v1/places', (request, reply) => {
    const { runtime } = context.cityOf(request);
    const limit = Number(request.query.limit ?? HITS_DEFAULT);
    if (!Number.isInteger(limit) || limit < 1 || limit > HITS_MAX) {
      const values = { name: 'limit', problem: `1 to ${HITS_MAX}` };
      return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: 'limit', values }));
    }
    const found = runtime.places.search?.(request.query.q ?? '', limit);
    if (!found) return refuseWith(context, request, reply, refuse('http.not-found', { given: '/api/v1/places' }));
    if (!found.ok) return refuseWith(context, request, reply, found);
    const items = found.value.hits.map(({ id, kind, label }) => ({ id, kind, label }));
    return reply.send({ items, more: found.value.more });
  });
}
