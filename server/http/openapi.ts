import type { CaseBinding } from '@huying/kernel/case/binding';
import type { AnyCase, Verb } from '@huying/kernel/define/case-definition';
import { listed } from '@huying/kernel/define/case-definition';
import { type Field, fieldMeta, isOptional } from '@huying/kernel/define/field';
import type { AnyRegister } from '@huying/kernel/define/register-definition';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/**
 * OpenAPI 3.1 of one system, made from its definitions. One document a system: two systems may have a verb of one
 * name, and one route serves them all.
 */
export function openApiOf(system: string, bindings: readonly CaseBinding[], registers: readonly AnyRegister[]): Json {
  const own = (code: string) => code.startsWith(`${system}.`);
  return documentOf(
    system,
    bindings.filter(({ definition }) => own(definition.code)),
    registers.filter(({ code }) => own(code)),
  );
}

/** Names of the systems in service. */
export const systemsOf = (bindings: readonly CaseBinding[]): readonly string[] => [
  ...new Set(bindings.map(({ definition }) => definition.code.split('.')[0] ?? '')),
];

function documentOf(system: string, bindings: readonly CaseBinding[], registers: readonly AnyRegister[]): Json {
  const paths = [...bindings.map(({ definition }) => casePaths(definition)), ...registers.map(registerPaths)];
  return documentWith(system, Object.assign({ ...commonPaths }, ...paths));
}

/** A whole document around some paths. */
export function documentWith(title: string, paths: Json): Json {
  return {
    openapi: '3.1.0',
    info: { title: `Huying 呼应 ${title}`, version: '1', description: '民有所呼，政有所应' },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: { post: { type: 'http', scheme: 'bearer', description: '岗位令牌' } },
      schemas: { Problem: problem },
      parameters: {
        IdempotencyKey: {
          name: 'Idempotency-Key',
          in: 'header',
          schema: { type: 'string', maxLength: 200 },
          description: '同一键的请求只办理一次；也可写在请求内容 idempotencyKey 中',
        },
        IfMatch: {
          name: 'If-Match',
          in: 'header',
          schema: { type: 'string' },
          description: '所见版本（ETag）；也可写在请求内容 ifMatch 中',
        },
      },
    },
  };
}

const problem: Json = {
  type: 'object',
  description: 'RFC 9457 problem document',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string', description: '发生了什么' },
    status: { type: 'integer' },
    detail: { type: 'string', description: '该怎么办' },
    code: { type: 'string', description: '稳定的代码' },
    field: { type: 'string' },
    given: {},
    errors: { type: 'array', items: { type: 'object' } },
  },
};

export const problemAnswer = {
  description: '不能办理',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};
export const jsonAnswer = (description: string) => ({ description, content: { 'application/json': { schema: {} } } });
export const post = [{ post: [] }, {}];
export const parameter = (name: string, where: 'path' | 'query', more: Json = {}) => ({
  name,
  in: where,
  required: where === 'path',
  schema: { type: 'string' },
  ...more,
});

const commonPaths: Json = {
  '/api/v1/cases': {
    get: {
      summary: '列表',
      security: post,
      parameters: [
        parameter('axis', 'query', {
          schema: {
            type: 'string',
            enum: ['mine', 'handler', 'place', 'line', 'coHandler', 'firstReceiver', 'all'],
            default: 'mine',
          },
        }),
        parameter('state', 'query'),
        parameter('limit', 'query', { schema: { type: 'integer', minimum: 1, maximum: 200, default: 50 } }),
        parameter('cursor', 'query'),
      ],
      responses: { 200: jsonAnswer('一页事项，数到 1000 为止'), default: problemAnswer },
    },
  },
  '/api/v1/cases/{id}': {
    get: {
      summary: '查看一件事项；未登录须给回执码或电话',
      security: post,
      parameters: [parameter('id', 'path'), parameter('code', 'query'), parameter('telephone', 'query')],
      responses: { 200: jsonAnswer('本岗位可见的内容，以及可办和不可办的动作'), default: problemAnswer },
    },
  },
};

function casePaths(definition: AnyCase): Json {
  const openings = Object.entries(definition.verbs).filter(([, verb]) => verb.from === null);
  const [first] = openings;
  const paths: Record<string, Json> = {};
  if (first) paths[`/api/v1/cases/${definition.code}`] = { post: openingOf(definition, first[1]) };
  for (const [name, verb] of Object.entries(definition.verbs)) {
    if (verb.from === null) continue;
    paths[`/api/v1/cases/{id}/${name}`] = { post: verbOf(definition, name, verb) };
  }
  return paths;
}

function openingOf(definition: AnyCase, verb: Verb): Json {
  return {
    operationId: `${definition.code}.open`,
    tags: [definition.label],
    summary: `${definition.label}：${verb.label}`,
    security: post,
    parameters: [{ $ref: '#/components/parameters/IdempotencyKey' }],
    requestBody: bodyOf(verb, ['channel', 'foreignSystem', 'foreignId', 'happenedAt', 'happenedBecause']),
    responses: { 201: jsonAnswer('编号、网格、承办单位与截止时间'), default: problemAnswer },
  };
}

function verbOf(definition: AnyCase, name: string, verb: Verb): Json {
  const states = listed(verb.from ?? undefined).map((state) => definition.states[state]?.label ?? state);
  const roles = listed(verb.by).map((role) => definition.roles[role]?.label ?? role);
  return {
    operationId: `${definition.code}.${name}`,
    tags: [definition.label],
    summary: `${definition.label}：${verb.label}`,
    description: `状态：${states.join('、')}。可由${roles.join('、')}办理。`,
    security: post,
    parameters: [
      parameter('id', 'path'),
      { $ref: '#/components/parameters/IdempotencyKey' },
      { $ref: '#/components/parameters/IfMatch' },
    ],
    requestBody: bodyOf(verb, ['idempotencyKey', 'ifMatch', 'happenedAt', 'happenedBecause']),
    responses: { 200: jsonAnswer('办理后的事项'), default: problemAnswer },
  };
}

function bodyOf(verb: Verb, envelope: readonly string[]): Json {
  const asks = Object.entries(verb.asks ?? {});
  const schema = {
    type: 'object',
    required: asks.filter(([name, field]) => !isOptional(field) && !verb.defaults?.[name]).map(([name]) => name),
    properties: {
      ...Object.fromEntries(asks.map(([name, field]) => [name, schemaOf(field)])),
      ...Object.fromEntries(envelope.map((name) => [name, { type: 'string' }])),
    },
  };
  return { required: asks.length > 0, content: { 'application/json': { schema } } };
}

function schemaOf(field: Field): Json {
  const { label, also, options } = fieldMeta(field);
  const { $schema: _, ...schema } = z.toJSONSchema(field, { io: 'input', unrepresentable: 'any' }) as Json;
  const names = options
    ? `：${Object.entries(options)
        .map(([key, name]) => `${key} ${name}`)
        .join('，')}`
    : '';
  return { ...schema, description: `${label}${names}${also ? `（也可写作 ${also}）` : ''}` };
}

export function registerPaths(register: AnyRegister): Json {
  const schema = {
    type: 'object',
    properties: Object.fromEntries(Object.entries(register.fields).map(([name, field]) => [name, schemaOf(field)])),
  };
  const write = (summary: string) => ({
    post: {
      summary: `${register.label}：${summary}`,
      tags: [register.label],
      security: [{ post: [] }],
      parameters: [parameter('id', 'path')],
      requestBody: { content: { 'application/json': { schema } } },
      responses: { 200: jsonAnswer('编号与版本'), default: problemAnswer },
    },
  });
  const base = `/api/v1/records/${register.code}`;
  return {
    [base]: {
      get: {
        summary: `${register.label}：公示`,
        tags: [register.label],
        parameters: [parameter('place', 'query'), parameter('after', 'query'), parameter('limit', 'query')],
        responses: { 200: jsonAnswer('同意公示且在有效期内的登记'), default: problemAnswer },
      },
    },
    [`${base}/{id}`]: write('登记'),
    [`${base}/{id}/change`]: write('变更'),
    [`${base}/{id}/end`]: write('终止'),
  };
}
