import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { LiveCity } from '../cities.ts';
import type { CityRuntime } from '../city-runtime.ts';
import type { LiveHub } from '../live/live-hub.ts';

export type HealthOptions = {
  readonly cities: ReadonlyMap<string, LiveCity>;
  hubOf(city: string): LiveHub;
  ready(): Promise<boolean>;
};

/** Health (the process lives), readiness (it can serve) and metrics. None of them tells anything about a person. */
export function healthRoutes(app: FastifyInstance, options: HealthOptions): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const seconds = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from request to answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [registry],
  });
  app.addHook('onResponse', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
    done();
  });
  backlogMetrics(registry, options);
  app.get('/healthz', async () => ({ ok: true }));
  app.get('/readyz', async (_request, reply) => {
    const ready = await options.ready();
    return reply.code(ready ? 200 : 503).send({ ok: ready });
  });
  app.get('/metrics', async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()));
}

/** What waits in each city and how long the oldest has waited; asked for when somebody looks. */
function backlogMetrics(registry: Registry, { cities, hubOf }: HealthOptions): void {
  const labelNames = ['city', 'what'] as const;
  const oldest = new Gauge({
    name: 'huying_backlog_oldest_seconds',
    help: 'How long the oldest of what is due has waited',
    labelNames,
    registers: [registry],
  });
  new Gauge({
    name: 'huying_backlog',
    help: 'Timers and messages that are due or parked',
    labelNames,
    registers: [registry],
    async collect() {
      for (const [city, { runtime }] of cities) {
        // while the database is away there is no figure, and the other metrics still come
        for (const { name, waiting, oldest_seconds } of await backlogOf(runtime).catch(() => [])) {
          this.set({ city, what: name }, Number(waiting));
          oldest.set({ city, what: name }, oldest_seconds);
        }
      }
    },
  });
  new Gauge({
    name: 'huying_search_behind_seconds',
    help: 'How long the oldest text that cannot be found yet has waited',
    labelNames: ['city'],
    registers: [registry],
    async collect() {
      for (const [city, { runtime }] of cities) {
        const found = await runtime.pools.writer
          .query<{ behind: number }>('select search_behind($1, $2) as behind', [city, runtime.now()])
          .catch(() => null);
        if (found) this.set({ city }, found.rows[0]?.behind ?? 0);
      }
    },
  });
  new Gauge({
    name: 'huying_live_listeners',
    help: 'Pages that listen for changes on this server',
    labelNames: ['city'],
    registers: [registry],
    collect() {
      for (const city of cities.keys()) this.set({ city }, hubOf(city).listeners());
    },
  });
}

type Backlog = { readonly name: string; readonly waiting: string; readonly oldest_seconds: number };

async function backlogOf(runtime: CityRuntime): Promise<readonly Backlog[]> {
  const found = await runtime.pools.writer.query<Backlog>(
    'select name, waiting, oldest_seconds from backlog_of($1, $2)',
    [runtime.city, runtime.now()],
  );
  return found.rows;
}
