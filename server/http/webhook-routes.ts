import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { addressGuard } from '@huying/connect/address-guard';
import { refuse } from '@huying/kernel/define/refusal';
import { subscribe } from '@huying/kernel/notice/webhook';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type HttpContext, refuseWith, viewerOf } from './context.ts';

type OneRoute = { Params: { id: string } };

const URL_LENGTH_MAX = 500;
const ROLE = 'systemAdmin';

/** Subscriptions to events, by the system administrator: `{ url, eventTypes }` gives id and secret, shown once. */
export function webhookRoutes(app: FastifyInstance, context: HttpContext, allowed: readonly string[]): void {
  app.post('/api/v1/webhooks', (request, reply) => subscribeRoute(context, allowed, request, reply));
  app.delete<OneRoute>('/api/v1/webhooks/:id', (request, reply) => endRoute(context, request, reply));
  app.get('/api/v1/webhooks', (request, reply) => listRoute(context, request, reply));
}

async function adminOf(context: HttpContext, request: FastifyRequest, reply: FastifyReply): Promise<string | null> {
  const viewer = await viewerOf(context.cityOf(request), request);
  if (viewer?.actor.roles.includes(ROLE)) return viewer.actor.id;
  const why = !viewer ? 'http.bad-token' : viewer.actor.kind === 'post' ? 'http.not-yours' : 'http.sign-in';
  refuseWith(context, request, reply, refuse(why));
  return null;
}

async function subscribeRoute(
  context: HttpContext,
  allowed: readonly string[],
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const { runtime } = context.cityOf(request);
  const by = await adminOf(context, request, reply);
  if (by === null) return reply;
  const { url, eventTypes } = (request.body ?? {}) as { url?: unknown; eventTypes?: unknown };
  const because = problemOf(url, allowed);
  if (because !== null) {
    const given = String(url ?? '').slice(0, 200);
    return refuseWith(
      context,
      request,
      reply,
      refuse('notice.url-refused', { field: 'url', given, values: { given, because } }),
    );
  }
  const secret = randomBytes(32).toString('base64url');
  const types = Array.isArray(eventTypes) ? eventTypes.map(String) : [];
  const order = { city: runtime.city, url: String(url), secret, eventTypes: types, by };
  const done = await subscribe(runtime.pools.writer, runtime.keys, order, runtime.now());
  if (!done.ok) return refuseWith(context, request, reply, done);
  return reply.code(201).header('cache-control', 'no-store').send({ id: done.value, secret });
}

/** What can be said of an address before anything is sent; the rest is looked at again at every sending. */
function problemOf(given: unknown, allowed: readonly string[]): string | null {
  if (typeof given !== 'string' || given.length > URL_LENGTH_MAX || !URL.canParse(given)) return 'no URL';
  const url = new URL(given);
  const schemes = allowed.length > 0 ? ['https:', 'http:'] : ['https:'];
  if (!schemes.includes(url.protocol)) return 'https only';
  if (url.username || url.password) return 'no user and password in it';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !addressGuard(allowed)(host)) return 'a closed network';
  return /(^|\.)localhost$|\.local$|\.internal$/.test(host) && allowed.length === 0 ? 'a closed network' : null;
}

async function endRoute(context: HttpContext, request: FastifyRequest<OneRoute>, reply: FastifyReply) {
  const { runtime } = context.cityOf(request);
  const by = await adminOf(context, request, reply);
  if (by === null) return reply;
  const { id } = request.params;
  const known = /^[0-9a-f-]{36}$/.test(id);
  const ended = known
    ? await runtime.pools.writer.query<{ ended: boolean }>('select webhook_end($1, $2, $3, $4) as ended', [
        runtime.city,
        id,
        `ended by ${by}`,
        runtime.now(),
      ])
    : null;
  if (!ended?.rows[0]?.ended) return refuseWith(context, request, reply, refuse('http.not-found', { given: id }));
  return reply.code(204).send();
}

async function listRoute(context: HttpContext, request: FastifyRequest, reply: FastifyReply) {
  const { runtime } = context.cityOf(request);
  const by = await adminOf(context, request, reply);
  if (by === null) return reply;
  const { rows } = await runtime.pools.reader.query(
    `select id, url, event_types as "eventTypes", active, created_at as "createdAt", ended_because as "endedBecause"
     from webhook_subscription where city = $1 order by created_at desc limit 200`,
    [runtime.city],
  );
  return reply.send({ items: rows });
}
