import type { CaseBinding } from '@huying/kernel/case/binding';
import { type RefusalCatalogue, refuse } from '@huying/kernel/define/refusal';
import fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import type { LiveCity } from '../cities.ts';
import type { LiveHub } from '../live/live-hub.ts';
import { open311Routes } from '../open311/routes.ts';
import { REGISTERS } from '../registers.ts';
import { caseRoutes } from './case-routes.ts';
import type { HttpContext } from './context.ts';
import { refuseWith } from './context.ts';
import { dailySumRoutes } from './daily-sum-routes.ts';
import { errorsPage } from './errors-page.ts';
import { healthRoutes } from './health-routes.ts';
import { openDoors } from './limits.ts';
import { listRoutes } from './list-routes.ts';
import { liveRoutes } from './live-routes.ts';
import { openApiOf, systemsOf } from './openapi.ts';
import { platformApi } from './openapi-platform.ts';
import { placeRoutes } from './place-routes.ts';
import { problemMaker } from './problem.ts';
import { recordRoutes } from './record-routes.ts';
import { searchRoutes } from './search-routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { webhookRoutes } from './webhook-routes.ts';

export type AppOptions = {
  /** Cities in service by name; the first one answers where a request names none. */
  readonly cities: ReadonlyMap<string, LiveCity>;
  readonly catalogues: readonly RefusalCatalogue[];
  readonly trustedProxies: readonly string[];
  readonly logLevel: string;
  /** Networks inside which webhooks may be pushed. */
  readonly allowedNetworks?: readonly string[];
  /** The follower of a city's log on this server. */
  hubOf(city: string): LiveHub;
  ready(): Promise<boolean>;
};

const BODY_BYTES_MAX = 1_048_576;

/** The HTTP side of the platform. Routes hold no rules: they read, ask and answer. */
export function buildApp(options: AppOptions): FastifyInstance {
  const app = fastify({
    bodyLimit: BODY_BYTES_MAX,
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    // addresses are personal data: a log line names the route and the answer, never the caller
    logger: { level: options.logLevel, redact: ['req.remoteAddress', 'req.headers'] },
    disableRequestLogging: true,
    rewriteUrl: (request) => withoutCity(request.url ?? '/'),
  });
  const first = options.cities.values().next().value;
  if (!first) throw new Error('no city is in service');
  const context: HttpContext = {
    cityOf: (request) => cityIn(options.cities, request.raw, request.hostname) ?? first,
    problem: problemMaker(options.catalogues),
    doors: openDoors(first.runtime),
  };
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const refusal = refusalOfError(error);
    if (!refusal) {
      request.log.error({ err: { message: error.message, code: error.code }, route: request.routeOptions.url });
      return refuseWith(context, request, reply, refuse(isAway(error) ? 'http.away' : 'http.defect'));
    }
    return refuseWith(context, request, reply, refusal);
  });
  app.setNotFoundHandler((request, reply) =>
    refuseWith(context, request, reply, refuse('http.not-found', { given: request.url.split('?')[0] ?? '' })),
  );
  apiRoutes(app, newestOf(first.runtime.bindings));
  healthRoutes(app, options);
  errorsPage(app, options.catalogues);
  sessionRoutes(app, context);
  caseRoutes(app, context);
  listRoutes(app, context);
  dailySumRoutes(app, context);
  searchRoutes(app, context);
  webhookRoutes(app, context, options.allowedNetworks ?? []);
  liveRoutes(app, context, (city) => options.hubOf(city));
  placeRoutes(app, context);
  recordRoutes(app, context);
  open311Routes(app, context, {
    servicesOf: (runtime) => runtime.categories,
    allows: (caller, runtime) => context.doors.anonymousIntake(runtime, caller) === null,
  });
  return app;
}

/** The API document describes what new cases open on. */
const newestOf = (bindings: ReadonlyMap<string, CaseBinding>): readonly CaseBinding[] =>
  [...new Set(bindings.values())].filter((one) => bindings.get(one.definition.code) === one);

/** `/openapi.json` lists the systems, `/openapi/{system}.json` describes one. */
function apiRoutes(app: FastifyInstance, bindings: readonly CaseBinding[]): void {
  const systems = systemsOf(bindings);
  const names = ['platform', ...systems];
  app.get('/openapi.json', async () => ({ systems: names.map((name) => ({ name, url: `/openapi/${name}.json` })) }));
  const platform = platformApi();
  app.get('/openapi/platform.json', async () => platform);
  for (const system of systems) {
    const api = openApiOf(system, bindings, [...REGISTERS.values()]);
    app.get(`/openapi/${system}.json`, async () => api);
  }
}

const CITY_PATH = /^\/c\/([a-z0-9-]{1,40})(?=\/)/;

const withoutCity = (url: string): string => url.replace(CITY_PATH, '');

/** By path first (`/c/{city}/…`), then by the first label of the host name. */
function cityIn(
  cities: ReadonlyMap<string, LiveCity>,
  raw: { url?: string | undefined; originalUrl?: string },
  host: string,
): LiveCity | undefined {
  const named = CITY_PATH.exec(raw.originalUrl ?? raw.url ?? '')?.[1] ?? host.split('.')[0];
  return named ? cities.get(named) : undefined;
}

/** Connection refused, broken or shutting down: worth trying again. Anything else is a mistake of ours. */
const isAway = ({ code, message }: FastifyError): boolean =>
  /^(ECONN|ENOENT|EPIPE|57P|08|53)/.test(code ?? '') || /connection|timeout|terminat/i.test(message);

function refusalOfError(error: FastifyError) {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return refuse('http.body-too-large', { values: { most: BODY_BYTES_MAX } });
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return refuse('http.media-type', { field: 'Content-Type', given: '' });
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
      return refuse('http.bad-json', { values: { problem: 'empty or broken' } });
    default:
      return error instanceof SyntaxError ? refuse('http.bad-json', { values: { problem: error.message } }) : null;
  }
}
