import { type Refusal, refuse } from '@huying/kernel/define/refusal';
import type { RecordChange } from '@huying/kernel/record/record';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { changeRecord, listRecords, loadRecord, shownRecords } from '../records.ts';
import { changeCity } from '../registers/change-city.ts';
import { CITY_REGISTERS } from '../registers/city-registers.ts';
import { REGISTERS } from '../registers.ts';
import { type HttpContext, refuseWith, viewerOf } from './context.ts';

type RegisterRoute = {
  Params: { register: string };
  Querystring: { place?: string; after?: string; limit?: string; all?: string };
};
type RowRoute = { Params: { register: string; id: string; action?: string } };

/** Registers of the systems and those that the city itself is made of. */
const registerOf = (code: string) => REGISTERS.get(code) ?? CITY_REGISTERS.find((one) => one.code === code);
const ofCity = (code: string): boolean => CITY_REGISTERS.some((one) => one.code === code);

const PAGE_MAX = 200;
const PAGE_DEFAULT = 50;

export function recordRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<RegisterRoute>('/api/v1/records/:register', (request, reply) => listRoute(context, request, reply));
  app.get<RowRoute>('/api/v1/records/:register/:id', (request, reply) => rowRoute(context, request, reply));
  app.post<RowRoute>('/api/v1/records/:register/:id', (request, reply) => writeRoute(context, request, reply));
  app.post<RowRoute>('/api/v1/records/:register/:id/:action', (request, reply) => writeRoute(context, request, reply));
}

const unknown = (name: string): Refusal => refuse('record.unknown-register', { field: 'register', given: name });

/**
 * Open to everybody: the fields that the register shows, of the rows whose consent stands. Posts that write the
 * register read all of it with `all=yes`.
 */
async function listRoute(context: HttpContext, request: FastifyRequest<RegisterRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const { runtime } = acting;
  const register = registerOf(request.params.register);
  const viewer = await viewerOf(acting, request);
  const writes = register !== undefined && viewer?.actor.roles.some((role) => register.writtenBy.includes(role));
  if (!register || !(writes || register.everyoneSees)) {
    return refuseWith(context, request, reply, unknown(request.params.register));
  }
  const limit = Number(request.query.limit ?? PAGE_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX) {
    const values = { name: 'limit', problem: `1 to ${PAGE_MAX}` };
    return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: 'limit', values }));
  }
  const place = request.query.place ? runtime.places.path(request.query.place) : null;
  if (request.query.place && !place) {
    const given = request.query.place;
    return refuseWith(context, request, reply, refuse('case.unknown-place', { field: 'place', given }));
  }
  const after = request.query.after ?? '';
  if (writes && request.query.all === 'yes') {
    const rows = await listRecords(runtime, register, { after, limit: limit + 1 });
    return reply.send({
      items: rows.slice(0, limit),
      next: rows.length > limit ? (rows[limit - 1]?.id ?? null) : null,
    });
  }
  const items = await shownRecords(runtime, register, { place, after, limit: limit + 1 });
  const page = items.slice(0, limit);
  return reply.send({ items: page, next: items.length > limit ? (page.at(-1)?.id ?? null) : null });
}

/** The whole row, for posts that may write it. */
async function rowRoute(context: HttpContext, request: FastifyRequest<RowRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const register = registerOf(request.params.register);
  if (!register) return refuseWith(context, request, reply, unknown(request.params.register));
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  const writes = viewer.actor.roles.some((role) => register.writtenBy.includes(role));
  const loaded = writes ? await loadRecord(acting.runtime, register, request.params.id) : null;
  if (!loaded) return refuseWith(context, request, reply, refuse('record.not-found', { given: request.params.id }));
  const { ownId, validFrom, validTo, place, etag } = loaded.state;
  return reply.header('etag', `"${etag}"`).send({ id: ownId, validFrom, validTo, place, etag, ...loaded.fields });
}

async function writeRoute(context: HttpContext, request: FastifyRequest<RowRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const { runtime } = acting;
  const { id, action = 'register' } = request.params;
  const register = registerOf(request.params.register);
  if (!register) return refuseWith(context, request, reply, unknown(request.params.register));
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  const body = request.body;
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return refuseWith(context, request, reply, refuse('http.not-an-object'));
  }
  const { place: placeId, validFrom, validTo, reason, ...values } = body as Record<string, unknown>;
  const place = typeof placeId === 'string' ? runtime.places.path(placeId) : undefined;
  if (typeof placeId === 'string' && !place) {
    return refuseWith(context, request, reply, refuse('case.unknown-place', { field: 'place', given: placeId }));
  }
  const today = runtime.time.day(runtime.now());
  const change = changeOf(action, { ownId: id, place, values, validFrom, validTo, reason, today });
  if (!change) return refuseWith(context, request, reply, refuse('http.not-found', { given: request.url }));
  const changed = ofCity(register.code)
    ? await changeCity(acting, register, id, change, viewer)
    : await changeRecord(runtime, register, id, change, viewer);
  if (!changed.ok) return refuseWith(context, request, reply, changed);
  const { ownId, etag } = changed.value;
  return reply
    .code(action === 'register' ? 201 : 200)
    .header('etag', `"${etag}"`)
    .send({ id: ownId, etag });
}

type Asked = {
  readonly ownId: string;
  readonly place: string | null | undefined;
  readonly values: Readonly<Record<string, unknown>>;
  readonly validFrom: unknown;
  readonly validTo: unknown;
  readonly reason: unknown;
  readonly today: string;
};

function changeOf(action: string, asked: Asked): RecordChange | null {
  const place = asked.place === undefined ? {} : { place: asked.place };
  const day = (given: unknown) => (typeof given === 'string' && given ? given : asked.today);
  switch (action) {
    case 'register':
      return { type: 'register', ownId: asked.ownId, validFrom: day(asked.validFrom), values: asked.values, ...place };
    case 'change':
      return { type: 'change', values: asked.values, ...place };
    case 'end':
      return { type: 'end', validTo: day(asked.validTo), reason: String(asked.reason ?? '') };
    default:
      return null;
  }
}
