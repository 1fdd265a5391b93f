import { createHash } from 'node:crypto';
import { assembleCase } from '@huying/kernel/case/assemble';
import type { CaseBinding, ChildOrder } from '@huying/kernel/case/binding';
import { type CaseState, unitOf, unopened } from '@huying/kernel/case/case-state';
import type { Decision, Opening, VerbRequest } from '@huying/kernel/case/decide';
import { decideAll } from '@huying/kernel/case/decide-all';
import { type DecideFacts, systemActor } from '@huying/kernel/case/facts';
import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { type BatchRows, joinRows } from '@huying/kernel/store/batch';
import { commitBatch } from '@huying/kernel/store/commit';
import { newId } from '@huying/kernel/store/id';
import { type CityRuntime, ruleFactsOf } from './city-runtime.ts';
import { emptyHead, type LoadedCase, loadCase } from './load-case.ts';

/** How often a commit is decided anew when somebody else was quicker. */
const ATTEMPTS_MAX = 8;

export type Idempotency = { readonly caller: string; readonly key: string; readonly bodyHash: string };

export type Acted = {
  readonly state: CaseState;
  readonly opened: Readonly<Record<string, string>>;
  readonly decisions: readonly Decision[];
  /** The same request was done before; this is what stands now. */
  readonly repeated?: true;
};

export type OpenRequest = Omit<VerbRequest, 'opening'> & {
  readonly definition: string;
  readonly opening: Omit<Opening, 'number'>;
  readonly idempotency?: Idempotency;
};

export type ActRequest = Omit<VerbRequest, 'opening'> & {
  readonly id: string;
  /** The ETag that the caller saw. */
  readonly ifMatch?: number;
  readonly idempotency?: Idempotency;
};

export type Acting = { readonly runtime: CityRuntime; nextNumber(day: string): Promise<string> };

export const hashOfBody = (body: unknown): string => createHash('sha256').update(JSON.stringify(body)).digest('hex');

/** Facts for one decision at one moment. Time never runs backwards within a case. */
export function factsFor(runtime: CityRuntime, binding: CaseBinding, loaded: LoadedCase | null): DecideFacts {
  const last = loaded ? Date.parse(loaded.state.lastAt) : 0;
  const now = new Date(Math.max(runtime.now().getTime(), last));
  return {
    now,
    time: runtime.time,
    units: runtime.units,
    hasCode: runtime.hasCode,
    places: runtime.places,
    centre: runtime.centre,
    rule: (table, as, state) => {
      const day = runtime.time.day(state.openedAt ? new Date(state.openedAt) : now);
      return runtime.rule(table, as, ruleFactsOf(binding, state), day);
    },
    propose: (category, place) => runtime.propose(category, place, runtime.time.day(now)),
    children: loaded?.children ?? [],
    opened: loaded?.opened ?? {},
  };
}

/** Opens a case: decide, number, commit, in one transaction. */
export async function openCase(acting: Acting, request: OpenRequest): Promise<Result<Acted>> {
  const { runtime } = acting;
  const binding = runtime.bindings.get(request.definition);
  if (!binding) {
    return refuse('case.unknown-definition', { field: 'definition', given: request.definition });
  }
  const before = await earlier(acting, request.idempotency, binding);
  if (before) return before;
  const facts = factsFor(runtime, binding, null);
  const number = await acting.nextNumber(runtime.time.day(facts.now));
  const state = unopened(newId());
  const opening: Opening = { ...request.opening, number };
  const decided = decideAll(binding, state, { ...request, opening }, facts);
  if (!decided.ok) return decided;
  const rows = await rowsOf(acting, binding, { state, head: emptyHead, children: [] }, decided.value, facts.now);
  const committed = await commitBatch(runtime.pools.writer, {
    city: runtime.city,
    ...rows,
    ...idempotencyRow(request.idempotency, state.id, facts.now),
  });
  if (committed.outcome === 'repeated') return repeatedAnswer(acting, committed, request.idempotency);
  if (committed.outcome === 'conflict') return foreignTwin(acting, request, committed.detail);
  return accept(actedOf(decided.value, facts.opened));
}

/** One verb on one case: load, decide, commit; decided anew where another commit came first and it still fits. */
export async function actOnCase(acting: Acting, request: ActRequest): Promise<Result<Acted>> {
  const { runtime } = acting;
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const loaded = await loadCase(runtime, request.id);
    if (!loaded) return refuse('case.not-found', { field: 'id', given: request.id });
    const binding = bindingOf(runtime, loaded.state);
    if (!binding) return refuse('case.unknown-version', { values: { version: loaded.state.version } });
    if (attempt === 1) {
      const before = await earlier(acting, request.idempotency, binding);
      if (before) return before;
    }
    if (request.ifMatch !== undefined && request.ifMatch !== loaded.state.etag) {
      return refuse('case.stale', { field: 'If-Match', given: request.ifMatch, values: staleValues(request, loaded) });
    }
    const facts = factsFor(runtime, binding, loaded);
    const decided = decideAll(binding, loaded.state, request, facts);
    if (!decided.ok) return attempt === 1 ? decided : meanwhile(loaded.state, decided);
    const rows = await rowsOf(acting, binding, loaded, decided.value, facts.now);
    const committed = await commitBatch(runtime.pools.writer, {
      city: runtime.city,
      ...rows,
      ...idempotencyRow(request.idempotency, request.id, facts.now),
    });
    if (committed.outcome === 'repeated') return repeatedAnswer(acting, committed, request.idempotency);
    if (committed.outcome === 'committed') return accept(actedOf(decided.value, loaded.opened));
  }
  return refuse('case.changed', { values: { meanwhile: '' } });
}

export const bindingOf = (runtime: CityRuntime, state: CaseState): CaseBinding | undefined => {
  const newest = runtime.bindings.get(state.definition);
  if (newest?.definition.version === state.version) return newest;
  return runtime.bindings.get(`${state.definition}@${state.version}`);
};

/** Decided rows of one case and of the children that it opens. */
export async function rowsOf(
  acting: Acting,
  binding: CaseBinding,
  loaded: Pick<LoadedCase, 'state' | 'head' | 'children'>,
  decisions: readonly Decision[],
  now: Date,
): Promise<BatchRows> {
  const { runtime } = acting;
  const orders = decisions.flatMap((decision) => decision.children);
  const openUnits = loaded.children.filter((child) => !child.final).flatMap((child) => unitOf(child) ?? []);
  const newUnits = orders.flatMap((order) => order.unit ?? []);
  const own = assembleCase(loaded.state, loaded.head, decisions, {
    city: runtime.city,
    definition: binding.definition,
    keys: runtime.keys,
    units: runtime.units,
    centre: runtime.centre,
    now,
    dayOf: (iso) => runtime.time.day(new Date(iso)),
    coHandlers: { before: openUnits, after: [...new Set([...openUnits, ...newUnits])] },
  });
  const after = decisions.at(-1)?.after ?? loaded.state;
  const children: BatchRows[] = [];
  for (const order of orders) children.push(await childRows(acting, order, after, now));
  return joinRows([own, ...children]);
}

async function childRows(acting: Acting, order: ChildOrder, parent: CaseState, now: Date): Promise<BatchRows> {
  const { runtime } = acting;
  const binding = runtime.bindings.get(order.definition);
  if (!binding) throw new Error(`${parent.definition} opens unknown child ${order.definition}`);
  const state = unopened(newId());
  const number = await acting.nextNumber(runtime.time.day(now));
  const opening: Opening = {
    number,
    channel: 'case',
    parent: parent.id,
    ...(order.unit ? { unit: order.unit } : {}),
  };
  const facts = { ...factsFor(runtime, binding, null), now };
  const request = { verb: order.verb, input: order.input, actor: systemActor, opening };
  const decided = decideAll(binding, state, request, facts);
  if (!decided.ok) throw new Error(`child ${order.definition} was refused: ${decided.code}`);
  return rowsOf(acting, binding, { state, head: emptyHead, children: [] }, decided.value, now);
}

function actedOf(decisions: readonly Decision[], known: Readonly<Record<string, string>>): Acted {
  const opened: Record<string, string> = { ...known };
  for (const { event } of decisions) {
    for (const [name, secret] of Object.entries(event.secrets)) opened[name] = secret.value;
  }
  const state = decisions.at(-1)?.after;
  if (!state) throw new Error('nothing was decided');
  return { state, opened, decisions };
}

const idempotencyRow = (idempotency: Idempotency | undefined, id: string, now: Date) =>
  idempotency
    ? {
        idempotency: {
          caller: idempotency.caller,
          key: idempotency.key,
          body_hash: idempotency.bodyHash,
          result: { case: id },
          at: now.toISOString(),
        },
      }
    : {};

/** Looked at before anything else: the same key with the same body is the same request, done once. */
async function earlier(
  acting: Acting,
  idempotency: Idempotency | undefined,
  _binding: CaseBinding,
): Promise<Result<Acted> | null> {
  if (!idempotency) return null;
  const { runtime } = acting;
  const found = await runtime.pools.writer.query<{ body_hash: Buffer; result: Record<string, unknown> }>({
    name: 'find_idempotent',
    text: 'select body_hash, result from find_idempotent($1, $2, $3)',
    values: [runtime.city, idempotency.caller, idempotency.key],
  });
  const row = found.rows[0];
  if (!row) return null;
  return repeatedAnswer(acting, { bodyHash: row.body_hash.toString('hex'), result: row.result }, idempotency);
}

async function repeatedAnswer(
  acting: Acting,
  kept: { readonly bodyHash: string; readonly result: Readonly<Record<string, unknown>> },
  idempotency: Idempotency | undefined,
): Promise<Result<Acted>> {
  if (kept.bodyHash !== idempotency?.bodyHash) {
    return refuse('http.key-reused', { field: 'Idempotency-Key', given: idempotency?.key ?? '' });
  }
  const loaded = await loadCase(acting.runtime, String(kept.result.case));
  if (!loaded) return refuse('case.not-found');
  return accept({ state: loaded.state, opened: loaded.opened, decisions: [], repeated: true });
}

/**
 * Two openings with one foreign number: the first stands, and the second one answers with it. A second one with other
 * words is another matter under a number that its sender gave twice: it is refused, so that it is not lost unseen.
 */
async function foreignTwin(acting: Acting, request: OpenRequest, detail: string): Promise<Result<Acted>> {
  const { foreignSystem, foreignId } = request.opening;
  if (!foreignSystem || !foreignId) throw new Error(`a new case met a conflict: ${detail}`);
  const twin = await findByForeign(acting.runtime, foreignSystem, foreignId);
  const loaded = twin ? await loadCase(acting.runtime, twin) : null;
  if (!loaded) throw new Error(`a new case met a conflict: ${detail}`);
  const other = Object.keys(request.input).find((name) => differs(loaded.opened[name], request.input[name]));
  if (other) {
    const values = { foreignId, number: loaded.state.number };
    return refuse('case.foreign-number-taken', { field: 'foreignId', given: foreignId, values });
  }
  return accept({ state: loaded.state, opened: loaded.opened, decisions: [], repeated: true });
}

/** Only texts are compared, as they stand; what was erased says nothing any more. */
const differs = (kept: string | undefined, given: unknown): boolean =>
  kept !== undefined && typeof given === 'string' && kept !== given.trim();

export async function findByForeign(runtime: CityRuntime, system: string, id: string): Promise<string | null> {
  const found = await runtime.pools.writer.query<{ id: string | null }>({
    name: 'find_case_by_foreign',
    text: 'select find_case_by_foreign($1, $2, $3) as id',
    values: [runtime.city, system, id],
  });
  return found.rows[0]?.id ?? null;
}

const staleValues = (request: ActRequest, loaded: LoadedCase) => ({
  given: request.ifMatch ?? '',
  etag: loaded.state.etag,
});

/** The loser of two clerks is told what happened meanwhile, not only that it does not fit any more. */
function meanwhile(state: CaseState, refusal: Result<unknown>): Result<Acted> {
  const newest = Object.entries(state.marks).sort(([, a], [, b]) => (a.last < b.last ? 1 : -1))[0];
  return refuse('case.changed', {
    values: { meanwhile: newest?.[0] ?? '', because: refusal.ok ? '' : refusal.code },
  });
}
