import { createHash } from 'node:crypto';
import type { AnyCase } from '@huying/kernel/define/case-definition';
import { fieldMeta } from '@huying/kernel/define/field';
import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import type { FastifyRequest } from 'fastify';
import type { Idempotency } from '../act.ts';

/** Names in a body that belong to the request itself; everything else is the verb's input. */
const ENVELOPE = [
  'channel',
  'foreignSystem',
  'foreignId',
  'happenedAt',
  'happenedBecause',
  'idempotencyKey',
  'ifMatch',
] as const;

export type Envelope = Partial<Record<(typeof ENVELOPE)[number], unknown>>;

export type Body = { readonly envelope: Envelope; readonly input: Readonly<Record<string, unknown>> };

/** Splits a body into envelope and input; a field may be given by its other name (`text` for `originalText`). */
export function readBody(request: FastifyRequest, definition: AnyCase | null, verbName: string): Result<Body> {
  const given = request.body ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) return refuse('http.not-an-object');
  const envelope: Record<string, unknown> = {};
  const input: Record<string, unknown> = {};
  const names = otherNames(definition, verbName);
  for (const [name, value] of Object.entries(given)) {
    if ((ENVELOPE as readonly string[]).includes(name)) envelope[name] = value;
    else input[names.get(name) ?? name] = value;
  }
  return accept({ envelope, input });
}

function otherNames(definition: AnyCase | null, verbName: string): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, field] of Object.entries(definition?.verbs[verbName]?.asks ?? {})) {
    const other = fieldMeta(field).also;
    if (other) names.set(other, name);
  }
  return names;
}

const KEY_LENGTH_MAX = 200;

/** The Idempotency-Key of a request, from its header or, where firewalls cut headers, from its body. */
export function idempotencyOf(request: FastifyRequest, body: Body, caller: string): Result<Idempotency | undefined> {
  const given = request.headers['idempotency-key'] ?? body.envelope.idempotencyKey;
  if (given === undefined) return accept(undefined);
  const key = Array.isArray(given) ? given[0] : given;
  if (typeof key !== 'string' || key.length === 0 || key.length > KEY_LENGTH_MAX) {
    return refuse('http.bad-parameter', {
      field: 'Idempotency-Key',
      values: { name: 'Idempotency-Key', problem: `1 to ${KEY_LENGTH_MAX} characters` },
    });
  }
  const bodyHash = createHash('sha256')
    .update(`${request.method} ${request.url}\n`)
    .update(JSON.stringify({ ...body.envelope, idempotencyKey: undefined, input: body.input }))
    .digest('hex');
  return accept({ caller, key, bodyHash });
}

/** The ETag that the caller saw, from If-Match or the body; undefined where none was given. */
export function ifMatchOf(request: FastifyRequest, body: Body): Result<number | undefined> {
  const given = request.headers['if-match'] ?? body.envelope.ifMatch;
  if (given === undefined || given === '*') return accept(undefined);
  const etag = Number(String(given).replace(/^W\//, '').replaceAll('"', ''));
  if (Number.isInteger(etag) && etag > 0) return accept(etag);
  return refuse('http.bad-parameter', {
    field: 'If-Match',
    given: String(given),
    values: { name: 'If-Match', problem: 'a number in quotation marks, as in the ETag' },
  });
}
