import { type AnyCase, listed, type Verb } from '../define/case-definition.ts';
import { type Field, type FieldKind, fieldMeta, isOptional } from '../define/field.ts';
import { type CaseState, holderOf } from './case-state.ts';
import type { CaseUnits } from './facts.ts';

/** Whole numbers from 0 to below `limit`; seeded (see `dice`). */
export type Roll = (limit: number) => number;

/** What random values are drawn from. */
export type World = {
  readonly units: readonly string[];
  readonly places: readonly string[];
  /** Values of code lists by their name; a list that is not named gives two made-up codes. */
  readonly codes?: Readonly<Record<string, readonly string[]>>;
};

export type InputFrame = {
  readonly definition: AnyCase;
  readonly verbName: string;
  readonly state: CaseState;
  readonly units: CaseUnits;
  readonly world: World;
};

export function pick<T>(all: readonly T[], roll: Roll): T {
  if (all.length === 0) throw new Error('nothing to pick from');
  return all[roll(all.length)] as T;
}

/** Random valid input for what a verb asks; every second optional value is left out. */
export function randomInput(frame: InputFrame, roll: Roll): Readonly<Record<string, unknown>> {
  const verb = frame.definition.verbs[frame.verbName];
  const input: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(verb?.asks ?? {})) {
    if (isOptional(field) && roll(2) === 0) continue;
    const value = isSpan(frame, name) ? randomSpan(roll) : randomValue(frame, verb, field, roll);
    const parsed = field.safeParse(value);
    if (!parsed.success) throw new Error(`${frame.verbName}: no random value fits ${name}: ${JSON.stringify(value)}`);
    input[name] = value;
  }
  return input;
}

/** A value by which a deadline is lengthened is a span, however it is asked. */
const isSpan = ({ definition, verbName }: InputFrame, name: string): boolean =>
  Object.values(definition.deadlines).some((deadline) => deadline.extendedBy?.[verbName] === name);

const randomSpan = (roll: Roll): string => `${1 + roll(5)}wd`;

function randomValue(frame: InputFrame, verb: Verb | undefined, field: Field, roll: Roll): unknown {
  const meta = fieldMeta(field);
  const { world } = frame;
  const schema = unwrapped(field);
  switch (meta.kind) {
    case 'choice':
      return pick(Object.keys(meta.options ?? {}), roll);
    case 'code':
      return pick(world.codes?.[meta.codes ?? ''] ?? ['first', 'second'], roll);
    case 'place':
      return pick(world.places, roll);
    case 'unit':
      return schema.def?.type === 'array' ? someUnits(world.units, roll) : oneUnit(frame, verb, roll);
    case 'integer':
      return integerOf(schema, roll);
    case 'text':
    case 'longText':
      return textOf(schema, meta.kind, roll);
    default:
      return PLAIN[meta.kind]?.(roll);
  }
}

/** Limits as the library keeps them on a schema of text or number. */
type Schema = {
  readonly def?: { readonly type?: string; readonly innerType?: Schema };
  readonly minLength?: number | null;
  readonly maxLength?: number | null;
  readonly minValue?: number | null;
  readonly maxValue?: number | null;
};

function unwrapped(field: unknown): Schema {
  const schema = field as Schema;
  return schema.def?.innerType ? unwrapped(schema.def.innerType) : schema;
}

/** Small numbers above the least that is allowed. */
function integerOf({ minValue, maxValue }: Schema, roll: Roll): number {
  const least = Math.max(minValue ?? 0, Number.MIN_SAFE_INTEGER);
  return least + roll(Math.min(10, (maxValue ?? 10) - least + 1));
}

function textOf({ minLength, maxLength }: Schema, kind: 'text' | 'longText', roll: Roll): string {
  const said = kind === 'text' ? pick(WORDS, roll) : `${pick(WORDS, roll)}，\n${pick(WORDS, roll)}`;
  return said.padEnd(minLength ?? 0, '。').slice(0, maxLength ?? said.length);
}

const digits = (count: number, roll: Roll): string => Array.from({ length: count }, () => roll(10)).join('');
const hex = (count: number, roll: Roll): string => Array.from({ length: count }, () => roll(16).toString(16)).join('');

const WORDS = ['暖气不热', '路灯不亮', '已核实', '请尽快办理', '材料不全', '同意', '电话回复'];

const PLAIN: Readonly<Partial<Record<FieldKind, (roll: Roll) => unknown>>> = {
  phone: (roll) => `0473-${1 + roll(9)}${digits(6, roll)}`,
  citizenNumber: (roll) => `150302${1950 + roll(60)}0${1 + roll(9)}1${roll(10)}${digits(3, roll)}X`,
  flag: (roll) => roll(2) === 0,
  day: (roll) => `2025-0${1 + roll(9)}-1${roll(10)}`,
  moment: (roll) => `2025-0${1 + roll(9)}-1${roll(10)}T0${roll(10)}:${10 + roll(50)}:00Z`,
  position: (roll) => ({ lat: 39.2 + roll(700) / 1000, lng: 106.6 + roll(500) / 1000 }),
  span: randomSpan,
  files: (roll) => Array.from({ length: roll(3) }, () => randomUuid(roll)),
};

const randomUuid = (roll: Roll): string =>
  [hex(8, roll), hex(4, roll), `4${hex(3, roll)}`, `a${hex(3, roll)}`, hex(12, roll)].join('-');

/** Below the holder, three times in four, where the case is passed down; else any. */
function oneUnit({ state, units, world }: InputFrame, verb: Verb | undefined, roll: Roll): string {
  const holder = holderOf(state);
  const below = holder && verb?.hands === 'push' ? world.units.filter((unit) => units.isBelow(unit, holder)) : [];
  return pick(below.length > 0 && roll(4) > 0 ? below : world.units, roll);
}

function someUnits(units: readonly string[], roll: Roll): readonly string[] {
  const count = 1 + roll(Math.min(3, units.length));
  return [...new Set(Array.from({ length: count }, () => pick(units, roll)))];
}

/** Verbs that may be taken in the state in which a case stands. */
export function verbsFrom(definition: AnyCase, state: CaseState): readonly string[] {
  return Object.entries(definition.verbs)
    .filter(([, verb]) => (verb.from === null ? state.seq === 0 : listed(verb.from).includes(state.state)))
    .map(([name]) => name);
}
