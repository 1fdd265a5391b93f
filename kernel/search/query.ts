import type { Pool } from 'pg';
import { type ReadScope, readInScope } from '../access/scope.ts';
import type { Zone } from '../clock/zone.ts';
import { accept, type Result, refuse } from '../define/refusal.ts';
import { marksOfReader, tenDays } from './marks.ts';
import { normalText, type Tokeniser, tokensOf } from './tokens.ts';

export type SearchFrame = {
  readonly city: string;
  readonly centre: string;
  readonly reader: Pool;
  readonly zone: Zone;
  readonly tokeniser: Tokeniser;
  /** Texts of these cases, by id: the searched fields that this reader may read, opened. */
  textsOf(ids: readonly string[], scope: ReadScope): Promise<ReadonlyMap<string, string>>;
};

export type SearchOrder = {
  readonly words: string;
  readonly scope: ReadScope;
  readonly limit: number;
  readonly now: Date;
  /** Behind this place, as `next` of the page before gave it. */
  readonly after?: SearchPlace | null;
};

export type SearchPlace = { readonly openedAt: string; readonly id: string };
export type SearchPage = { readonly ids: readonly string[]; readonly next: SearchPlace | null };

const WORDS_MAX = 8;
/** Stretches of ten days that are looked through in turn, before everything older at once. */
const STRETCHES = [2, 6, 18, 54] as const;
const TEN_DAYS_MS = 10 * 24 * 3_600_000;
/** Candidates are read a little beyond the page: some may hold the pairs in another order. */
const SPARE = 10;
const ROUNDS_MAX = 20;

/**
 * Cases whose texts hold all the words, newest first, as far as the reader's scope lets through. Refusals:
 * `search.too-short` for a word without a token, `search.too-many-words`.
 */
export async function searchCases(frame: SearchFrame, order: SearchOrder): Promise<Result<SearchPage>> {
  const words = normalText(order.words).split(' ').filter(Boolean);
  if (words.length > WORDS_MAX) return refuse('search.too-many-words', { field: 'q', values: { most: WORDS_MAX } });
  const short = words.find((word) => tokensOf(word).length === 0);
  if (words.length === 0 || short !== undefined) {
    return refuse('search.too-short', { field: 'q', values: { word: short ?? '' } });
  }
  const tokens = [...new Set(words.flatMap(tokensOf))].map(frame.tokeniser.number);
  const ids: string[] = [];
  let after = order.after ?? null;
  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const candidates = await candidatesOf(frame, order, tokens, after);
    const texts = await frame.textsOf(
      candidates.map(({ id }) => id),
      order.scope,
    );
    for (const { id, openedAt } of candidates) {
      after = { openedAt, id };
      const text = normalText(texts.get(id) ?? '');
      if (!words.every((word) => text.includes(word))) continue;
      ids.push(id);
      if (ids.length === order.limit) return accept({ ids, next: after });
    }
    if (candidates.length < order.limit + SPARE) break;
  }
  return accept({ ids, next: null });
}

/** The newest candidates: in the newest ten days, then in longer stretches, at last in everything. */
async function candidatesOf(
  frame: SearchFrame,
  order: SearchOrder,
  tokens: readonly number[],
  after: SearchPlace | null,
): Promise<readonly SearchPlace[]> {
  const most = order.limit + SPARE;
  const from = after ? new Date(after.openedAt) : order.now;
  return readInScope(frame.reader, order.scope, async (client) => {
    for (const stretch of [...STRETCHES, null]) {
      const { text, values } = statementOf(frame, order, tokens, { after, from, stretch, most });
      const found = await client.query<{ id: string; opened_at: string }>(text, values);
      if (found.rows.length >= most || stretch === null) {
        return found.rows.map(({ id, opened_at }) => ({ id, openedAt: opened_at }));
      }
    }
    return [];
  });
}

type Stretch = {
  readonly after: SearchPlace | null;
  readonly from: Date;
  /** Tens of days back; null: everything. */
  readonly stretch: number | null;
  readonly most: number;
};

function statementOf(
  { city, centre, zone, tokeniser }: SearchFrame,
  { scope }: SearchOrder,
  tokens: readonly number[],
  { after, from, stretch, most }: Stretch,
) {
  const values: unknown[] = [city, tokens];
  const add = (value: unknown) => `$${values.push(value)}`;
  const where = ['t.city = $1', `t.${scope.centre ? 'centre_words' : 'words'} @> $2::integer[]`];
  const seen = marksOfReader(scope, centre);
  if (seen) where.push(`t.marks && ${add(seen.map(tokeniser.number))}::integer[]`);
  if (stretch !== null) {
    const days = Array.from({ length: stretch }, (_, at) => tenDays(new Date(from.getTime() - at * TEN_DAYS_MS), zone));
    const since = new Date(from.getTime() - (stretch - 1) * TEN_DAYS_MS);
    where.push(`t.marks && ${add([...new Set(days)].map(tokeniser.number))}::integer[]`);
    // the whole of its first ten days is not needed: an older one might be missing beside it
    where.push(`t.opened_at >= ${add(since)}::timestamptz`);
  }
  if (after) where.push(`(t.opened_at, t.id) < (${add(after.openedAt)}::timestamptz, ${add(after.id)}::uuid)`);
  const text = `select t.id, t.opened_at::text as opened_at from search_text t
    join cases c on c.city = t.city and c.id = t.id
    where ${where.join(' and ')} order by t.opened_at desc, t.id desc limit ${most}`;
  return { text, values };
}
