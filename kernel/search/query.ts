import type { Pool } from 'pg';
import { type ReadScope, readInScope } from '../access/scope.ts';
import type { Zone } from '../clock/zone.ts';
import { accept, type Result, refuse } from '../define/refusal.ts';
import { dayMark, marksOfReader } from './marks.ts';
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
/** Days that are looked through in turn, each stretch longer than the one before, before everything older at once. */
const STRETCHES = [2, 6, 18, 54, 162] as const;
const DAY_MS = 24 * 3_600_000;
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

/** The newest candidates: in the newest days, then in longer stretches, at last in everything. */
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
      const found = await client.query<{ id: string; opened_at: string }>({
        name: 'search_candidates',
        text: STATEMENT,
        values: valuesOf(frame, order, tokens, { after, from, stretch, most }),
      });
      if (found.rows.length >= most || stretch === null) {
        return found.rows.map(({ id, opened_at }) => ({ id, openedAt: opened_at }));
      }
    }
    return [];
  });
}

/** Candidates whose case row security lets through. */
const STATEMENT = `select f.id, f.opened_at::text as opened_at
  from search_candidates($1, $2, $3, $4, $5, $6, $7, $8, $9) f join cases c on c.city = $1 and c.id = f.id
  order by f.opened_at desc, f.id desc`;

type Stretch = {
  readonly after: SearchPlace | null;
  readonly from: Date;
  /** Days back; null: everything. */
  readonly stretch: number | null;
  readonly most: number;
};

function valuesOf(
  { city, centre, zone, tokeniser }: SearchFrame,
  { scope }: SearchOrder,
  tokens: readonly number[],
  { after, from, stretch, most }: Stretch,
): readonly unknown[] {
  const seen = marksOfReader(scope, centre)?.map(tokeniser.number) ?? null;
  const back = (days: number) => new Date(from.getTime() - days * DAY_MS);
  const days = Array.from({ length: stretch ?? 0 }, (_, at) => tokeniser.number(dayMark(back(at), zone)));
  // the whole of its first day is not needed: something older might be missing beside it
  const since = stretch === null ? null : back(stretch - 1);
  return [
    city,
    tokens,
    scope.centre,
    seen,
    stretch === null ? null : [...new Set(days)],
    since,
    after?.openedAt ?? null,
    after?.id ?? null,
    most,
  ];
}
