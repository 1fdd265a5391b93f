import { dayNumber } from '@huying/kernel/clock/zone';
import { refuse } from '@huying/kernel/define/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { dailySumOf, dayBefore } from '../daily-sum.ts';
import { type HttpContext, refuseWith, viewerOf } from './context.ts';

type SumRoute = { Querystring: { day?: string } };

/** `/api/v1/daily-sum?day=`: the sheet as a page, for posts of the centre. */
export function dailySumRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<SumRoute>('/api/v1/daily-sum', (request, reply) => sumRoute(context, request, reply));
}

async function sumRoute(context: HttpContext, request: FastifyRequest<SumRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  if (viewer.actor.kind !== 'post') return refuseWith(context, request, reply, refuse('http.sign-in'));
  if (!viewer.scope.centre) return refuseWith(context, request, reply, refuse('http.not-yours'));
  const day = request.query.day ?? dayBefore(acting.runtime);
  if (Number.isNaN(dayNumber(day))) {
    const values = { name: 'day', problem: 'as 2025-09-26' };
    return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: 'day', given: day, values }));
  }
  const page = await dailySumOf(acting.runtime, day);
  if (!page.ok) return refuseWith(context, request, reply, page);
  return reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
    .send(page.value);
}
