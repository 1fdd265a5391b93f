import { maskCitizenNumber, maskName, maskPhone } from '@huying/kernel/access/mask';
import { type ReadScope, sees } from '@huying/kernel/access/scope';
import type { CaseBinding } from '@huying/kernel/case/binding';
import type { CaseState, DeadlineState } from '@huying/kernel/case/case-state';
import { mayTake } from '@huying/kernel/case/decide';
import type { Actor, DecideFacts } from '@huying/kernel/case/facts';
import { scopesOf } from '@huying/kernel/case/scopes';
import type { AnyCase } from '@huying/kernel/define/case-definition';
import { fieldMeta } from '@huying/kernel/define/field';
import type { Refusal } from '@huying/kernel/define/refusal';
import type { CityRuntime } from './city-runtime.ts';
import type { LoadedCase } from './load-case.ts';

export type CaseView = {
  readonly id: string;
  readonly number: string;
  readonly definition: string;
  readonly version: number;
  readonly etag: number;
  readonly state: { readonly code: string; readonly label: string; readonly final: boolean };
  readonly openedAt: string;
  readonly channel: string;
  readonly place: string | null;
  readonly category: string | null;
  readonly unit: { readonly id: string; readonly label: string } | null;
  readonly holder: { readonly id: string; readonly label: string } | null;
  readonly firstReceiver: { readonly id: string; readonly label: string } | null;
  readonly fields: Readonly<Record<string, unknown>>;
  /** Fields that have a value which this reader may not see. */
  readonly masked: readonly string[];
  readonly deadlines: readonly DeadlineView[];
  readonly verbs: readonly {
    readonly verb: string;
    readonly label: string;
    readonly allowed: boolean;
    readonly why?: Refusal;
  }[];
  readonly children: readonly { readonly id: string; readonly number: string; readonly state: string }[];
};

export type DeadlineView = {
  readonly name: string;
  readonly label: string;
  readonly state: DeadlineState['state'];
  readonly startedAt: string;
  readonly due: string;
  readonly metAt?: string;
  readonly overdueSince?: string;
  readonly provisional?: true;
};

export type Viewer = { readonly actor: Actor; readonly scope: ReadScope };

/** May this viewer see this case at all? The same rule as the database's row security. */
export function maySee(runtime: CityRuntime, loaded: LoadedCase, viewer: Viewer): boolean {
  if (viewer.actor.kind === 'reporter') return viewer.actor.caseId === loaded.state.id;
  const coUnits = loaded.children.filter((child) => !child.final).flatMap((child) => child.chain[0] ?? []);
  return sees(viewer.scope, scopesOf(loaded.state, runtime.units, runtime.centre, coUnits));
}

/** The case as this viewer may see it: refused values are absent, masked ones are masked, refused verbs say why. */
export function viewCase(
  runtime: CityRuntime,
  binding: CaseBinding,
  loaded: LoadedCase,
  viewer: Viewer,
  facts: DecideFacts,
): CaseView {
  const { state } = loaded;
  const { definition } = binding;
  const named = (id: string | null | undefined) => (id ? { id, label: runtime.units.label(id) } : null);
  const fields = fieldsFor(definition, loaded, viewer);
  return {
    id: state.id,
    number: state.number,
    definition: state.definition,
    version: state.version,
    etag: state.etag,
    state: {
      code: state.state,
      label: definition.states[state.state]?.label ?? state.state,
      final: state.final,
    },
    openedAt: state.openedAt,
    channel: state.channel,
    place: state.place,
    category: state.category,
    unit: named(state.chain[0]),
    holder: named(state.chain.at(-1)),
    firstReceiver: named(state.firstReceiver),
    ...fields,
    deadlines: deadlinesFor(definition, state, viewer),
    verbs: verbsFor(definition, state, viewer, facts),
    children: loaded.children.map((child) => ({ id: child.id, number: child.number, state: child.state })),
  };
}

function fieldsFor(definition: AnyCase, loaded: LoadedCase, viewer: Viewer) {
  const fields: Record<string, unknown> = { ...loaded.state.data };
  const masked: string[] = [];
  const isReporter = viewer.actor.kind === 'reporter';
  const isCentre = viewer.scope.centre;
  const acts = isCentre || loaded.state.chain.includes(viewer.scope.unit ?? '');
  for (const [name, value] of Object.entries(loaded.opened)) {
    const field = definition.fields[name];
    if (!field) continue;
    if (loaded.classes[name] === 'whistleblower' && !isCentre && !isReporter) continue;
    const meta = fieldMeta(field);
    if (isReporter && meta.class === 'internal') continue;
    const masks = meta.class !== 'internal' && !isReporter;
    if (masks && isIdentity(name, meta.kind)) {
      // who reads along one axis only (a place, a line) gets no reporter's data at all
      if (acts) fields[name] = maskValue(meta.kind, value);
      masked.push(name);
      continue;
    }
    fields[name] = meta.kind === 'position' || meta.kind === 'files' ? JSON.parse(value) : value;
  }
  return { fields, masked };
}

/** Fields that this post sees masked and may ask to see in full: it handles the case, or sits at the centre. */
export function maskedFields(definition: AnyCase, loaded: LoadedCase, viewer: Viewer): readonly string[] {
  const acts = viewer.scope.centre || loaded.state.chain.includes(viewer.scope.unit ?? '');
  if (viewer.actor.kind !== 'post' || !acts) return [];
  return fieldsFor(definition, loaded, viewer).masked;
}

const isIdentity = (name: string, kind: string): boolean =>
  kind === 'phone' || kind === 'citizenNumber' || /name$/i.test(name);

function maskValue(kind: string, value: string): string {
  if (kind === 'phone') return maskPhone(value);
  return kind === 'citizenNumber' ? maskCitizenNumber(value) : maskName(value);
}

/** A reporter is told the own clock only; the clocks between units are no business of theirs. */
function deadlinesFor(definition: AnyCase, state: CaseState, viewer: Viewer): DeadlineView[] {
  const first = state.deadlines[0]?.name;
  return state.deadlines
    .filter((one) => viewer.actor.kind === 'post' || viewer.actor.kind === 'system' || one.name === first)
    .map((one) => ({
      name: one.name,
      label: definition.deadlines[one.name]?.label ?? one.name,
      state: one.state,
      startedAt: one.startedAt,
      due: one.due,
      ...(one.metAt ? { metAt: one.metAt } : {}),
      ...(one.overdueSince ? { overdueSince: one.overdueSince } : {}),
      ...(one.provisional ? { provisional: true as const } : {}),
    }));
}

function verbsFor(definition: AnyCase, state: CaseState, viewer: Viewer, facts: DecideFacts): CaseView['verbs'] {
  return Object.entries(definition.verbs).flatMap(([verb, { label, from }]) => {
    if (from === null) return [];
    const may = mayTake(definition, state, verb, viewer.actor, facts);
    if (may.ok) return [{ verb, label, allowed: true }];
    // what this post never does is left out; what it does but not now says why
    return may.code === 'case.wrong-role' ? [] : roleFits(definition, state, verb, viewer, facts, may);
  });
}

function roleFits(
  definition: AnyCase,
  state: CaseState,
  verb: string,
  viewer: Viewer,
  facts: DecideFacts,
  why: Refusal,
): CaseView['verbs'] {
  const own = definition.verbs[verb];
  const from = own?.from;
  const first = typeof from === 'string' ? from : from?.[0];
  if (!own || first === undefined) return [];
  const may = mayTake(definition, { ...state, state: first }, verb, viewer.actor, facts);
  return may.ok ? [{ verb, label: own.label, allowed: false, why }] : [];
}
