import { readInScope } from '@huying/kernel/access/scope';
import { NEVER } from '@huying/kernel/case/case-row';
import { refuse } from '@huying/kernel/define/refusal';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PoolClient } from 'pg';
import type { CityRuntime } from '../city-runtime.ts';
import type { Viewer } from '../view-case.ts';
import { type HttpContext, refuseWith, viewerOf } from './context.ts';
import { itemOf, LISTED_COLUMNS, type Listed } from './list-item.ts';

const PAGE_MAX = 200;
const PAGE_DEFAULT = 50;
/** Lists count up to here and then say "more". */
const COUNT_MAX = 1000;

type ListQuery = { axis?: string; state?: string; definition?: string; limit?: string; cursor?: string };
type ListRoute = { Querystring: ListQuery };

/** Each list asks along one axis, with an index; row security is the second fence. */
const AXES = ['mine', 'handler', 'place', 'line', 'coHandler', 'firstReceiver', 'all'] as const;
type ListAxis = (typeof AXES)[number];

export function listRoutes(app: FastifyInstance, context: HttpContext): void {
  app.get<ListRoute>('/api/v1/cases', (request, reply) => listRoute(context, request, reply));
}

async function listRoute(context: HttpContext, request: FastifyRequest<ListRoute>, reply: FastifyReply) {
  const acting = context.cityOf(request);
  const viewer = await viewerOf(acting, request);
  if (!viewer) return refuseWith(context, request, reply, refuse('http.bad-token'));
  if (viewer.actor.kind !== 'post') return refuseWith(context, request, reply, refuse('http.sign-in'));
  const axis = (request.query.axis ?? 'mine') as ListAxis;
  if (!AXES.includes(axis)) return badParameter(context, request, reply, 'axis', AXES.join(', '));
  const limit = Number(request.query.limit ?? PAGE_DEFAULT);
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_MAX) {
    return badParameter(context, request, reply, 'limit', `1 to ${PAGE_MAX}`);
  }
  const cursor = request.query.cursor ? readCursor(request.query.cursor) : null;
  if (request.query.cursor && !cursor)
    return badParameter(context, request, reply, 'cursor', 'as given by the page before');
  const wanted: Wanted = { axis, limit, cursor, state: request.query.state ?? null };
  const page = await readInScope(acting.runtime.pools.reader, viewer.scope, (client) =>
    readPage(client, acting.runtime, viewer, wanted),
  );
  return reply.send(page);
}

function badParameter(
  context: HttpContext,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
  problem: string,
) {
  return refuseWith(context, request, reply, refuse('http.bad-parameter', { field: name, values: { name, problem } }));
}

type Cursor = { readonly due: string; readonly id: string };
type Wanted = {
  readonly axis: ListAxis;
  readonly limit: number;
  readonly cursor: Cursor | null;
  readonly state: string | null;
};

/** Open cases by due moment; where none is due they come last. */
async function readPage(client: PoolClient, runtime: CityRuntime, viewer: Viewer, wanted: Wanted) {
  const { from, where, values } = axisOf(viewer, wanted.axis);
  const cursor = wanted.cursor;
  const due = wanted.axis === 'all' ? 'c.opened_at' : 'c.owner_due_at';
  const order = wanted.axis === 'all' ? `${due} desc, c.id desc` : `${due}, c.id`;
  const after = cursor ? `and (${due}, c.id) ${wanted.axis === 'all' ? '<' : '>'} ($4::timestamptz, $5::uuid)` : '';
  const found = await client.query<Listed>(
    `select ${LISTED_COLUMNS} from ${from} where ${where} and ($3::text is null or c.state = $3) ${after}
     order by ${order} limit ${wanted.limit + 1}`,
    [runtime.city, ...values, wanted.state, ...(cursor ? [cursor.due, cursor.id] : [])],
  );
  const counted = await client.query<{ n: number }>(
    `select count(*)::integer as n from (
       select from ${from} where ${where} and ($3::text is null or c.state = $3) limit ${COUNT_MAX + 1}) few`,
    [runtime.city, ...values, wanted.state],
  );
  const rows = found.rows.slice(0, wanted.limit);
  const last = rows.at(-1);
  const count = counted.rows[0]?.n ?? 0;
  return {
    items: rows.map((row) => itemOf(runtime, row)),
    count: Math.min(count, COUNT_MAX),
    more: count > COUNT_MAX,
    next: found.rows.length > wanted.limit && last ? cursorOf(wanted.axis, last) : null,
  };
}

function axisOf(viewer: Viewer, axis: ListAxis) {
  const { unit, place, line } = viewer.scope;
  const scoped = 'case_scope s join cases c on c.city = s.city and c.id = s.case_id';
  const path = (name: string, start: string | null) => ({
    from: scoped,
    where: `s.city = $1 and s.axis = '${name}' and s.path >= $2 and s.path < $2 || '\u{10ffff}' and s.until is null
      and not c.final and c.city = $1`,
    values: [start ?? '\u{10ffff}'],
  });
  if (axis === 'mine') {
    // what waits for this post: cases that its unit owns, and those of the desks that it sits at
    const owners = [unit ?? '', ...viewer.actor.roles.map((role) => `post:${role}`)];
    return { from: 'cases c', where: 'c.city = $1 and c.owner = any($2::text[]) and not c.final', values: [owners] };
  }
  if (axis === 'place') return path('place', place);
  if (axis === 'line') return path('line', line);
  if (axis === 'all') return { from: 'cases c', where: 'c.city = $1 and $2::text is not null', values: [unit ?? ''] };
  return {
    from: scoped,
    where: `s.city = $1 and s.axis = '${axis}' and s.path = $2 and s.until is null and not c.final and c.city = $1`,
    values: [unit ?? ''],
  };
}

function cursorOf(axis: ListAxis, row: Listed): string {
  const at = axis === 'all' ? row.opened_at : row.owner_due_at;
  return Buffer.from(JSON.stringify({ due: at?.toISOString() ?? NEVER, id: row.id })).toString('base64url');
}

function readCursor(text: string): Cursor | null {
  try {
    const { due, id } = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Cursor;
    const fits = !Number.isNaN(Date.parse(due)) && /^[0-9a-f-]{36}$/.test(id);
    return fits ? { due, id } : null;
  } catch {
    return null;
  }
}
