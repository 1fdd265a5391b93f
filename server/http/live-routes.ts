import { refuse } from '@huying/kernel/define/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { LiveHub } from '../live/live-hub.ts';
import { type Change, endOfLog, placeOf, readChanges } from '../live/read-changes.ts';
import type { Viewer } from '../view-case.ts';
import { type HttpContext, refuseWith, viewerOf } from './context.ts';

/** A line that says nothing keeps proxies from cutting the connection, and shows when it is dead. */
const HEARTBEAT_MS = 15_000;
const LISTENERS_MAX = 2000;
/** A page that reads no more is let go; it comes back with the place where it ended. */
const UNREAD_BYTES_MAX = 1_048_576;

type LiveRoute = { Querystring: { after?: string } };

/**
 * `/api/v1/live`: server-sent events, one for each event of a case that the post may see, with ids only; a page reads
 * the case again if it shows it. `Last-Event-ID` goes on where the connection broke. `/api/v1/changes?after=` is the
 * same for pages behind proxies that hold answers back: ask again every few seconds with `next`.
 */
export function liveRoutes(app: FastifyInstance, context: HttpContext, hubOf: (city: string) => LiveHub): void {
  app.get<LiveRoute>('/api/v1/changes', (request, reply) => changesRoute(context, request, reply));
  app.get('/api/v1/live', (request, reply) => liveRoute(context, hubOf, request, reply));
}

async function changesRoute(context: HttpContext, request: FastifyRequest<LiveRoute>, reply: FastifyReply) {
  const { runtime } = context.cityOf(request);
  const viewer = await postOf(context, request, reply);
  if (!viewer) return reply;
  const { after } = request.query;
  if (after === undefined) return reply.send({ items: [], next: await endOfLog(runtime), more: false });
  if (!placeOf(after)) {
    const values = { name: 'after', problem: 'as given by the answer before' };
    return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: 'after', values }));
  }
  const { changes, next, more } = await readChanges(runtime, viewer.scope, after);
  return reply.send({ items: changes.map(({ id, seq, type }) => ({ id, seq, type })), next, more });
}

async function liveRoute(
  context: HttpContext,
  hubOf: (city: string) => LiveHub,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const acting = context.cityOf(request);
  const viewer = await postOf(context, request, reply);
  if (!viewer) return reply;
  const hub = hubOf(acting.runtime.city);
  if (hub.listeners() >= LISTENERS_MAX) {
    return refuseWith(context, request, reply, refuse('http.too-many', { values: { seconds: 60 } }));
  }
  const given = request.headers['last-event-id'];
  const after = typeof given === 'string' && placeOf(given) ? given : await endOfLog(acting.runtime);
  const missed = await readChanges(acting.runtime, viewer.scope, after);
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 3000\n\n');
  const tell = (changes: readonly Change[]) => {
    if (raw.writableLength > UNREAD_BYTES_MAX) raw.destroy();
    else if (changes.length > 0) raw.write(changes.map(lineOf).join(''));
  };
  // too much was missed to be told one by one: the page reads its lists anew
  if (missed.more) raw.write(`event: reset\nid: ${missed.next}\ndata: {}\n\n`);
  else tell(missed.changes);
  const leave = hub.listen({ scope: viewer.scope, tell }, missed.next);
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS);
  const end = () => {
    clearInterval(heartbeat);
    leave();
    raw.end();
  };
  // whoever signed out, or was signed out, hears nothing more
  const beat = async () => {
    const still = await viewerOf(acting, request).catch(() => null);
    if (still?.actor.kind === 'post') raw.write(':\n\n');
    else end();
  };
  raw.on('close', end);
}

const lineOf = ({ cursor, id, seq, type }: Change): string =>
  `event: case\nid: ${cursor}\ndata: ${JSON.stringify({ id, seq, type })}\n\n`;

/** The post that asks; null where a refusal was sent. */
async function postOf(context: HttpContext, request: FastifyRequest, reply: FastifyReply): Promise<Viewer | null> {
  const viewer = await viewerOf(context.cityOf(request), request);
  if (viewer?.actor.kind === 'post') return viewer;
  refuseWith(context, request, reply, refuse(viewer ? 'http.sign-in' : 'http.bad-token'));
  return null;
}
