import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { openCase } from '../act.ts';
import type { CityRuntime } from '../city-runtime.ts';
import { openReceipt } from '../find-case.ts';
import { type HttpContext, viewerOf } from '../http/context.ts';
import type { Caller } from '../http/limits.ts';
import { langOf } from '../http/problem.ts';
import { type RequestFilter, readRequests } from './requests.ts';
import { type Open311Form, xmlList } from './xml.ts';

/** A category of the city as GeoReport v2 knows services. */
export type Service = { readonly code: string; readonly label: string; readonly group: string };

export type Open311Options = {
  /** Services of the city that answers a request; what nobody may be asked for is left out. */
  servicesOf(runtime: CityRuntime): readonly Service[];
  /** Does this address still have a try this hour? */
  allows(caller: Caller, runtime: CityRuntime): boolean;
};

type Route = {
  Params: { code?: string; id?: string; token?: string };
  Querystring: Record<string, string | undefined>;
  Body: Record<string, string | undefined> | null;
};
type Request = FastifyRequest<Route>;
type Answer = { readonly list: string; readonly item: string; readonly rows: readonly object[] };

const BASE = '/open311/v2';
const WINDOW_DAYS_MAX = 90;
const DAY_MS = 86_400_000;

/** Open311 GeoReport v2 (wiki.open311.org): services, definitions, requests, tokens, updates; JSON and XML. */
export function open311Routes(app: FastifyInstance, context: HttpContext, options: Open311Options): void {
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))));
  });
  const get = (path: string, read: (request: Request) => Promise<Answer>) => {
    for (const form of ['json', 'xml'] as const) {
      app.get<Route>(`${BASE}/${path}.${form}`, (request, reply) => answer(form, reply, () => read(request)));
    }
  };
  get('discovery', async () => discovery());
  get('services', async (request) => services(context, options, request));
  get('services/:code', async (request) => definition(context, options, request));
  get('requests', async (request) => requests(context, options, request, false));
  get('servicerequestupdates', async (request) => requests(context, options, request, true));
  get('requests/:id', async (request) => oneRequest(context, options, request));
  get('tokens/:token', async (request) => token(request));
  for (const form of ['json', 'xml'] as const) {
    app.post<Route>(`${BASE}/requests.${form}`, (request, reply) =>
      answer(form, reply, () => post(context, options, request), 201),
    );
  }
}

/** What the specification calls an error: a code and a sentence, in a list. */
class Open311Error extends Error {
  readonly status: 400 | 403 | 404 | 429;
  constructor(status: 400 | 403 | 404 | 429, description: string) {
    super(description);
    this.status = status;
  }
}

async function answer(form: Open311Form, reply: FastifyReply, read: () => Promise<Answer>, status = 200) {
  try {
    const { list, item, rows } = await read();
    return send(form, reply, status, { list, item, rows });
  } catch (error) {
    if (!(error instanceof Open311Error)) throw error;
    const rows = [{ code: error.status, description: error.message }];
    return send(form, reply, error.status, { list: 'errors', item: 'error', rows });
  }
}

function send(form: Open311Form, reply: FastifyReply, status: number, { list, item, rows }: Answer) {
  reply.code(status);
  if (form === 'json') return reply.type('application/json; charset=utf-8').send(rows);
  return reply.type('text/xml; charset=utf-8').send(xmlList(list, item, rows));
}

/** One deployment may serve several cities: the jurisdiction names one of them; absent, the request's own city. */
function runtimeOf(context: HttpContext, request: Request): CityRuntime {
  const { runtime } = context.cityOf(request);
  const named = request.query.jurisdiction_id ?? request.body?.jurisdiction_id;
  if (named !== undefined && named !== runtime.city) {
    throw new Open311Error(404, 'jurisdiction_id provided was not found');
  }
  return runtime;
}

function discovery(): Answer {
  const row = {
    changeset: '2026-11-24T00:00:00+08:00',
    contact: 'See docs/operating of this deployment',
    key_service: 'Not needed for reading and for requests within the limits',
    endpoints: [{ specification: 'http://wiki.open311.org/GeoReport_v2', url: BASE, type: 'production' }],
  };
  return { list: 'discovery', item: 'endpoint', rows: [row] };
}

async function services(context: HttpContext, options: Open311Options, request: Request): Promise<Answer> {
  const rows = options.servicesOf(runtimeOf(context, request)).map(({ code, label, group }) => ({
    service_code: code,
    service_name: label,
    description: label,
    metadata: true,
    type: 'realtime',
    keywords: group,
    group,
  }));
  return { list: 'services', item: 'service', rows };
}

/** Beside the specification's own fields a request may say its kind. */
async function definition(context: HttpContext, options: Open311Options, request: Request): Promise<Answer> {
  const known = options.servicesOf(runtimeOf(context, request)).some(({ code }) => code === request.params.code);
  if (!known) throw new Open311Error(404, 'service_code provided was not found');
  const values = KINDS.map(([key, name]) => ({ key, name }));
  const kind = {
    variable: true,
    code: 'kind',
    datatype: 'singlevaluelist',
    required: false,
    datatype_description: '诉求类型 kind of request',
    order: 1,
    description: '诉求类型',
    values,
  };
  const row = { service_code: request.params.code, attributes: [kind] };
  return { list: 'service_definition', item: 'definition', rows: [row] };
}

const KINDS = [
  ['consult', '咨询'],
  ['help', '求助'],
  ['complaint', '投诉'],
  ['report', '举报'],
  ['suggestion', '建议'],
] as const;

async function requests(
  context: HttpContext,
  options: Open311Options,
  request: Request,
  byUpdate: boolean,
): Promise<Answer> {
  const runtime = runtimeOf(context, request);
  const filter = filterOf(runtime, request.query, byUpdate);
  const rows = await readRequests(runtime, labels(options, runtime), filter);
  if (!byUpdate) return { list: 'service_requests', item: 'request', rows };
  const updates = rows.map(({ service_request_id, status, status_notes, updated_datetime }) => ({
    update_id: `${service_request_id}/${updated_datetime}`,
    service_request_id,
    status,
    description: status_notes,
    updated_datetime,
  }));
  return { list: 'service_request_updates', item: 'request_update', rows: updates };
}

const labels = (options: Open311Options, runtime: CityRuntime) => {
  const known = new Map(options.servicesOf(runtime).map(({ code, label }) => [code, label]));
  return (category: string) => known.get(category) ?? category;
};

/** Without ids a window of time, at most 90 days; without a window the last 90 days. */
function filterOf(runtime: CityRuntime, query: Route['Querystring'], byUpdate: boolean): RequestFilter {
  const { status: asked } = query;
  const status: RequestFilter['status'] | null = asked === 'open' || asked === 'closed' ? asked : null;
  if (asked !== undefined && !status) throw new Open311Error(400, 'status must be open or closed');
  const ids = query.service_request_id?.split(',').map((id) => id.trim());
  const more = {
    ...(query.service_code ? { category: query.service_code } : {}),
    ...(status ? { status } : {}),
    byUpdate,
  };
  if (ids) return { numbers: ids, ...more };
  const to = readTime(runtime, 'end_date', query.end_date) ?? runtime.now();
  const from = readTime(runtime, 'start_date', query.start_date) ?? new Date(to.getTime() - WINDOW_DAYS_MAX * DAY_MS);
  if (from.getTime() > to.getTime()) throw new Open311Error(400, 'start_date lies after end_date');
  if (to.getTime() - from.getTime() > WINDOW_DAYS_MAX * DAY_MS) {
    throw new Open311Error(400, `the window may span ${WINDOW_DAYS_MAX} days at most`);
  }
  return { from, to, ...more };
}

function readTime(runtime: CityRuntime, name: string, text: string | undefined): Date | undefined {
  if (text === undefined) return undefined;
  // a plus sign that was not encoded arrives as a space
  const at = runtime.parseTime(text.replace(/ (?=\d{2}:?\d{2}$)/, '+'));
  if (Number.isNaN(at.getTime())) throw new Open311Error(400, `${name} is no ISO 8601 time`);
  return at;
}

async function oneRequest(context: HttpContext, options: Open311Options, request: Request): Promise<Answer> {
  const runtime = runtimeOf(context, request);
  const rows = await readRequests(runtime, labels(options, runtime), { numbers: [request.params.id ?? ''] });
  if (rows.length === 0) throw new Open311Error(404, 'service_request_id provided was not found');
  return { list: 'service_requests', item: 'request', rows };
}

/** Requests get their number at once, so a token is the number. */
async function token(request: Request): Promise<Answer> {
  const id = request.params.token ?? '';
  return { list: 'service_requests', item: 'request', rows: [{ service_request_id: id, token: id }] };
}

async function post(context: HttpContext, options: Open311Options, request: Request): Promise<Answer> {
  const runtime = runtimeOf(context, request);
  const acting = context.cityOf(request);
  const viewer = await viewerOf(acting, request);
  if (!viewer) throw new Open311Error(403, 'the key or token is not valid');
  if (
    viewer.actor.kind === 'anyone' &&
    !options.allows({ address: request.ip, telephone: request.body?.phone }, runtime)
  ) {
    throw new Open311Error(429, 'too many requests from this address; try again later');
  }
  const given = request.body ?? {};
  const { service_code: category } = given;
  if (!category) throw new Open311Error(400, 'service_code was not provided');
  const service = options.servicesOf(runtime).find(({ code }) => code === category);
  if (!service) throw new Open311Error(404, 'service_code provided was not found');
  const hasPlace = (given.lat && given.long) || given.address_string || given.address_id;
  if (!hasPlace) throw new Open311Error(400, 'lat and long, address_string or address_id must be provided');
  const opened = await openReceipt(acting, (receipt) =>
    openCase(acting, {
      definition: 'hotline.request',
      verb: 'open',
      actor: viewer.actor,
      input: inputOf(given, service),
      opening: { channel: 'open311', receipt },
    }),
  );
  if (!opened.result.ok) {
    const problem = context.problem(opened.result, langOf(request.headers['accept-language'] ?? 'en'));
    throw new Open311Error(problem.status === 404 ? 404 : 400, `${problem.title} ${problem.detail}`);
  }
  const { state } = opened.result.value;
  const row = { service_request_id: state.number, service_notice: null, account_id: null };
  return { list: 'service_requests', item: 'request', rows: [row] };
}

function inputOf(given: NonNullable<Route['Body']>, service: Service): Readonly<Record<string, unknown>> {
  const name = [given.last_name, given.first_name].filter(Boolean).join('');
  return {
    title: service.label,
    originalText: given.description || service.label,
    kind: given['attribute[kind]'] || 'help',
    category: service.code,
    ...(given.lat && given.long ? { position: { lat: Number(given.lat), lng: Number(given.long), crs: 'wgs84' } } : {}),
    ...(given.address_string ? { where: given.address_string } : {}),
    ...(given.address_id ? { place: given.address_id } : {}),
    ...(given.phone ? { reporterPhone: given.phone } : {}),
    ...(name ? { reporterName: name } : {}),
  };
}
