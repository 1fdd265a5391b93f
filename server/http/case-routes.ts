import { type Result, refuse } from '@huying/kernel/define/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { reporterOf } from '../access/sessions.ts';
import { type Acted, type Acting, actOnCase, bindingOf, factsFor, openCase } from '../act.ts';
import { findByNumber, openReceipt, provesByCode, provesByTelephone } from '../find-case.ts';
import { type LoadedCase, loadCase } from '../load-case.ts';
import { isCaseNumber } from '../numbers.ts';
import { unmaskCase } from '../unmask-case.ts';
import { maySee, type Viewer, viewCase } from '../view-case.ts';
import { type Body, idempotencyOf, ifMatchOf, readBody } from './body.ts';
import { callerOf, type HttpContext, refuseWith, viewerOf } from './context.ts';
import type { Denied } from './limits.ts';
import { receiptOf } from './receipt-view.ts';

type OpenRoute = { Params: { definition: string } };
type VerbRoute = { Params: { id: string; verb: string } };
type ReadRoute = { Params: { id: string }; Querystring: { code?: string; telephone?: string } };

export function caseRoutes(app: FastifyInstance, context: HttpContext): void {
  app.post<OpenRoute>('/api/v1/cases/:definition', (request, reply) => openRoute(context, request, reply));
  app.get('/api/v1/human-check', async (request) => context.doors.check.ask(context.cityOf(request).runtime.now()));
  app.post<ReadRoute>('/api/v1/cases/:id/unmask', (request, reply) => unmaskRoute(context, request, reply));
  app.post<VerbRoute>('/api/v1/cases/:id/:verb', (request, reply) => verbRoute(context, request, reply));
  app.get<ReadRoute>('/api/v1/cases/:id', (request, reply) => readRoute(context, request, reply));
}

async function openRoute(context: HttpContext, request: FastifyRequest<OpenRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  const { definition } = request.params;
  const binding = acting.runtime.bindings.get(definition);
  const body = readBody(request, binding?.definition ?? null, 'open');
  if (!body.ok) return refuseWith(context, request, reply, body);
  const idempotency = idempotencyOf(request, body.value, callerOf(viewer, request));
  if (!idempotency.ok) return refuseWith(context, request, reply, idempotency);
  const denied = viewer.actor.kind === 'anyone' ? deniedIntake(context, acting, request, body.value) : null;
  if (denied) return refuseTooMany(context, request, reply, denied);
  const opened = await openReceipt(acting, (receipt) =>
    openCase(acting, {
      definition,
      verb: 'open',
      input: body.value.input,
      actor: viewer.actor,
      opening: { ...originOf(body.value), receipt },
      ...claimedTime(acting, body.value),
      ...(idempotency.value ? { idempotency: idempotency.value } : {}),
    }),
  );
  if (!opened.result.ok) return refuseWith(context, request, reply, opened.result);
  const { state } = opened.result.value;
  return reply
    .code(opened.result.value.repeated ? 200 : 201)
    .header('location', `/api/v1/cases/${state.id}`)
    .header('etag', `"${state.etag}"`)
    .send(receiptOf(acting.runtime, opened.result.value, opened.code));
}

/** Does an anonymous caller still have an intake left, by address and by the telephone given? */
function deniedIntake(context: HttpContext, acting: Acting, request: FastifyRequest, body: Body): Denied | null {
  const { reporterPhone } = body.input;
  const answer = request.headers['human-check'];
  return context.doors.anonymousIntake(acting.runtime, {
    address: request.ip,
    ...(typeof reporterPhone === 'string' ? { telephone: reporterPhone } : {}),
    ...(typeof answer === 'string' ? { answer } : {}),
  });
}

/** The problem says when to come back, and what would show that a person asks. */
function refuseTooMany(context: HttpContext, request: FastifyRequest, reply: FastifyReply, denied: Denied) {
  reply.header('retry-after', denied.seconds);
  if (denied.ask) reply.header('human-check', JSON.stringify(denied.ask));
  return refuseWith(context, request, reply, refuse('http.too-many', { values: { seconds: denied.seconds } }));
}

function originOf(body: Body) {
  const { channel, foreignSystem, foreignId } = body.envelope;
  return {
    channel: typeof channel === 'string' && channel ? channel : 'web',
    ...(typeof foreignSystem === 'string' ? { foreignSystem } : {}),
    ...(typeof foreignId === 'string' ? { foreignId } : {}),
  };
}

function claimedTime(acting: Acting, body: Body) {
  const { happenedAt, happenedBecause } = body.envelope;
  if (typeof happenedAt !== 'string') return {};
  return {
    happenedAt: acting.runtime.parseTime(happenedAt),
    ...(typeof happenedBecause === 'string' ? { happenedBecause } : {}),
  };
}

async function verbRoute(context: HttpContext, request: FastifyRequest<VerbRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const found = await findFor(context, acting, request);
  if (!found.ok) return refuseWith(context, request, reply, found);
  const { loaded, viewer } = found.value;
  const definition = bindingOf(acting.runtime, loaded.state)?.definition ?? null;
  const body = readBody(request, definition, request.params.verb);
  if (!body.ok) return refuseWith(context, request, reply, body);
  const idempotency = idempotencyOf(request, body.value, callerOf(viewer, request));
  if (!idempotency.ok) return refuseWith(context, request, reply, idempotency);
  const ifMatch = ifMatchOf(request, body.value);
  if (!ifMatch.ok) return refuseWith(context, request, reply, ifMatch);
  const acted = await actOnCase(acting, {
    id: loaded.state.id,
    verb: request.params.verb,
    input: body.value.input,
    actor: viewer.actor,
    ...claimedTime(acting, body.value),
    ...(ifMatch.value === undefined ? {} : { ifMatch: ifMatch.value }),
    ...(idempotency.value ? { idempotency: idempotency.value } : {}),
  });
  if (!acted.ok) return refuseWith(context, request, reply, acted);
  return sendView(acting, viewer, loaded, acted, reply);
}

/** The case of the path, by id or number, as far as the caller may know of it; wrong and absent answer alike. */
async function findFor(
  context: HttpContext,
  acting: Acting,
  request: FastifyRequest,
): Promise<Result<{ loaded: LoadedCase; viewer: Viewer }>> {
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuse('http.bad-token');
  const { id } = request.params as { id: string };
  const { code, telephone } = request.query as { code?: string; telephone?: string };
  const caseId = isCaseNumber(id) ? await findByNumber(acting.runtime, id) : id;
  const loaded = caseId && UUID.test(caseId) ? await loadCase(acting.runtime, caseId) : null;
  if (!loaded) return refuse('case.not-found', { field: 'id', given: id });
  if (viewer.actor.kind === 'anyone') {
    const denied = context.doors.lookUp(acting.runtime, request.ip);
    if (denied) return refuse('http.too-many', { values: { seconds: denied.seconds } });
    const proved = await provesReporter(acting, loaded, code, telephone);
    if (!proved) return refuse('case.not-found', { field: 'id', given: id });
    return { ok: true, value: { loaded, viewer: reporterOf(acting.runtime, loaded.state.id) } };
  }
  if (!maySee(acting.runtime, loaded, viewer)) return refuse('case.not-found', { field: 'id', given: id });
  return { ok: true, value: { loaded, viewer } };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

async function provesReporter(acting: Acting, loaded: LoadedCase, code?: string, telephone?: string) {
  if (code) return provesByCode(acting.runtime, loaded.state.id, code);
  return telephone ? provesByTelephone(loaded, telephone) : false;
}

async function readRoute(context: HttpContext, request: FastifyRequest<ReadRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const found = await findFor(context, acting, request);
  if (!found.ok) return refuseWith(context, request, reply, found);
  return sendLoaded(acting, found.value.viewer, found.value.loaded, reply);
}

function sendLoaded(acting: Acting, viewer: Viewer, loaded: LoadedCase, reply: FastifyReply) {
  const binding = bindingOf(acting.runtime, loaded.state);
  if (!binding) throw new Error(`no binding for ${loaded.state.definition} version ${loaded.state.version}`);
  const facts = factsFor(acting.runtime, binding, loaded);
  return reply.header('etag', `"${loaded.state.etag}"`).send(viewCase(acting.runtime, binding, loaded, viewer, facts));
}

function sendView(acting: Acting, viewer: Viewer, before: LoadedCase, acted: { value: Acted }, reply: FastifyReply) {
  const classes: Record<string, string> = { ...before.classes };
  for (const { event } of acted.value.decisions) {
    for (const [name, secret] of Object.entries(event.secrets)) classes[name] = secret.class;
  }
  const loaded: LoadedCase = { ...before, state: acted.value.state, opened: acted.value.opened, classes };
  return sendLoaded(acting, viewer, loaded, reply);
}

/** Masked values in full, for a reason that is written down. Body: `fields` and `reason`. */
async function unmaskRoute(context: HttpContext, request: FastifyRequest<ReadRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  if (viewer.actor.kind !== 'post') return refuseWith(context, request, reply, refuse('http.sign-in'));
  const { fields, reason } = (request.body ?? {}) as { fields?: unknown; reason?: unknown };
  const { id } = request.params;
  const caseId = isCaseNumber(id) ? await findByNumber(acting.runtime, id) : id;
  const asked = {
    id: caseId && UUID.test(caseId) ? caseId : NO_CASE,
    fields: Array.isArray(fields) ? fields.map(String) : [],
    reason: typeof reason === 'string' ? reason : '',
  };
  const shown = await unmaskCase(acting, viewer, asked);
  if (!shown.ok) return refuseWith(context, request, reply, shown);
  return reply.header('cache-control', 'no-store').send(shown.value);
}

/** Stands for what cannot be a case, so that a wrong id is answered like an absent one. */
const NO_CASE = '00000000-0000-0000-0000-000000000000';
