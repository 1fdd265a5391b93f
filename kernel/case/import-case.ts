import type { AnyCase } from '../define/case-definition.ts';
import { accept, type Refusal, type Result, refuse } from '../define/refusal.ts';
import { IMPORTED } from '../define/state-graph.ts';
import { type CaseChanges, type History, type HistoryFlag, unopened } from './case-state.ts';
import { type Decision, foldDraft, type Opening, openingOf, ownerOf } from './decide.ts';
import { type DecideFacts, systemActor } from './facts.ts';
import { readInput } from './read-input.ts';
import { protectedClass, separate } from './separate.ts';

type Values = Readonly<Record<string, unknown>>;

/** A case as an earlier system kept it. */
export type EarlierCase = {
  readonly openedAt: Date;
  /** When it was closed there; may lie before the opening: the flag says so, the value stays. */
  readonly closedAt: Date | null;
  /** Its last change there. */
  readonly updatedAt: Date | null;
  readonly closed: boolean;
  /** The unit that had it. */
  readonly unit: string | null;
  /** Values of fields of the definition, by name. */
  readonly values: Values;
  readonly opening: Omit<Opening, 'unit' | 'receipt' | 'parent'>;
};

/**
 * One case of an earlier system as one event `imported`, which is no verb: times and texts are as they were there, no
 * clock of this platform starts, nothing is told to anybody, and no indicator counts it. Every given value must fit
 * its field; what the opening verb would ask may be missing. Pure.
 */
export function decideImport(
  definition: AnyCase,
  id: string,
  earlier: EarlierCase,
  facts: DecideFacts,
): Result<Decision> {
  if (!definition.imports) return refuse('case.import-not-taken', { values: { label: definition.label } });
  const wrongTime = checkTimes(earlier, facts.now);
  if (wrongTime) return wrongTime;
  const asks = Object.fromEntries(Object.keys(earlier.values).map((name) => [name, definition.fields[name]]));
  const unknown = Object.keys(asks).find((name) => asks[name] === undefined);
  if (unknown) return refuse('case.unknown-field', { field: `input.${unknown}`, values: { field: unknown } });
  const read = readInput(asks as AnyCase['fields'], earlier.values, facts);
  if (!read.ok) return read;
  if (earlier.unit !== null && !facts.units.exists(earlier.unit)) {
    return refuse('case.unknown-unit', { field: 'unit', given: earlier.unit, values: { given: earlier.unit } });
  }
  return accept(compose(definition, id, earlier, read.value, facts));
}

function checkTimes({ openedAt, closedAt, updatedAt }: EarlierCase, now: Date): Refusal | null {
  for (const [field, at] of Object.entries({ openedAt, closedAt, updatedAt })) {
    if (at && Number.isNaN(at.getTime())) return refuse('case.import-time', { field });
    if (at && at.getTime() > now.getTime()) {
      return refuse('case.import-future', { field, given: at.toISOString() });
    }
  }
  return null;
}

function compose(definition: AnyCase, id: string, earlier: EarlierCase, values: Values, facts: DecideFacts): Decision {
  const { openedAt, closed, unit, opening } = earlier;
  const { data, secrets } = separate(definition, {}, {}, values, protectedClass(definition, values));
  const state = (closed ? definition.imports?.closed : definition.imports?.open) ?? '';
  const chain = unit === null ? [] : [unit];
  const place = values.place === undefined ? undefined : facts.places.path(String(values.place));
  const changes: CaseChanges = {
    opened: openingOf(definition, opening),
    state,
    final: closed,
    owner: ownerOf(definition, state, chain, null),
    chain,
    ...(unit === null ? {} : { firstReceiver: unit }),
    ...(place === undefined ? {} : { place }),
    ...(values.category === undefined ? {} : { category: String(values.category) }),
    data,
    history: historyOf(earlier),
  };
  const before = unopened(id);
  const event = { type: IMPORTED, happened: openedAt.toISOString(), input: {}, secrets, changes };
  const after = foldDraft(before, event, systemActor, facts);
  return { event, after, actor: systemActor, children: [], follow: [], contacts: [], tells: [], send: [] };
}

function historyOf({ openedAt, closedAt, updatedAt }: EarlierCase): History {
  const flags: HistoryFlag[] = [];
  if (closedAt && closedAt < openedAt) flags.push('closedBeforeOpened');
  if (updatedAt && updatedAt < openedAt) flags.push('updatedBeforeOpened');
  return {
    closedAt: closedAt?.toISOString() ?? null,
    updatedAt: updatedAt?.toISOString() ?? null,
    flags,
  };
}
