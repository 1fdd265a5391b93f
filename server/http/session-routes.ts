import { type Refusal, refuse } from '@huying/kernel/define/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type SignIn, signIn } from '../access/accounts.ts';
import { endSession } from '../access/sessions.ts';
import { type HttpContext, refuseWith, tokenOf, viewerOf } from './context.ts';

const TEXT_MAX = 200;

/** Signing in and out, and who one is. The token goes into `Authorization: Bearer …`. */
export function sessionRoutes(app: FastifyInstance, context: HttpContext): void {
  app.post('/api/v1/sign-in', (request, reply) => signInRoute(context, request, reply));
  app.post('/api/v1/sign-out', (request, reply) => signOutRoute(context, request, reply));
  app.get('/api/v1/me', (request, reply) => meRoute(context, request, reply));
}

async function signInRoute(context: HttpContext, request: FastifyRequest, reply: FastifyReply) {
  const { runtime } = context.cityOf(request);
  const denied = context.doors.signIn(runtime, request.ip);
  if (denied) {
    reply.header('retry-after', denied.seconds);
    return refuseWith(context, request, reply, refuse('http.too-many', { values: { seconds: denied.seconds } }));
  }
  const asked = readSignIn(request.body);
  if ('code' in asked) return refuseWith(context, request, reply, asked);
  const done = await signIn(runtime, asked);
  if (!done.ok) return refuseWith(context, request, reply, done);
  return reply.header('cache-control', 'no-store').send(done.value);
}

function readSignIn(body: unknown): SignIn | Refusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refuse('http.not-an-object');
  const given = body as Record<string, unknown>;
  for (const name of ['name', 'password']) {
    if (!isText(given[name])) {
      const values = { name, problem: `1 to ${TEXT_MAX} characters` };
      return refuse('http.bad-parameter', { field: name, values });
    }
  }
  const { name, password, newPassword, post } = given;
  return {
    name: String(name),
    password: String(password),
    ...(isText(newPassword) ? { newPassword } : {}),
    ...(isText(post) ? { post } : {}),
  };
}

const isText = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= TEXT_MAX;

async function signOutRoute(context: HttpContext, request: FastifyRequest, reply: FastifyReply) {
  const token = tokenOf(request);
  const ended = token ? await endSession(context.cityOf(request).runtime, token) : false;
  if (!ended) return refuseWith(context, request, reply, refuse('http.bad-token'));
  return reply.code(204).send();
}

async function meRoute(context: HttpContext, request: FastifyRequest, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  if (viewer.actor.kind !== 'post') return refuseWith(context, request, reply, refuse('http.sign-in'));
  const { id, unit, roles } = viewer.actor;
  const { runtime } = acting;
  return reply.send({
    city: runtime.city,
    post: { id, label: runtime.posts.get(id)?.label ?? id },
    unit: unit ? { id: unit, label: runtime.units.label(unit) } : null,
    roles,
  });
}
