import { readFileSync } from 'node:fs';

/**
 * The three rates by unit, counted from exported events alone: one event a line, as the log holds them. It shares no
 * code with the platform and knows of it only the names of verbs and what decision 0030 says should be counted.
 */
type Exported = {
  readonly id: string;
  readonly seq: number;
  readonly type: string;
  readonly at: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly changes: { readonly chain?: readonly string[]; readonly opened?: { readonly definition: string } };
};

export type HandCount = {
  dispatched: number;
  excluded: number;
  assessed: number;
  responded: number;
  callbacks: number;
  solved: number;
  satisfied: number;
};

const DAY_MS = 86_400_000;
const OFFSET_MS = 8 * 3_600_000;

/** `from` and `to` are days of the city, both included. */
export function countByHand(file: string, from: string, to: string): Readonly<Record<string, HandCount>> {
  const events = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Exported);
  const cases = Map.groupBy(events, (event) => event.id);
  const units: Record<string, HandCount> = {};
  for (const all of cases.values()) {
    const story = all.toSorted((a, b) => a.seq - b.seq);
    if (story[0]?.changes.opened?.definition !== 'hotline.request') continue;
    const order = lastOrder(story);
    if (!order) continue;
    const day = new Date(Date.parse(order.at) + OFFSET_MS).toISOString().slice(0, 10);
    if (day < from || day > to) continue;
    units[order.unit] ??= {
      dispatched: 0,
      excluded: 0,
      assessed: 0,
      responded: 0,
      callbacks: 0,
      solved: 0,
      satisfied: 0,
    };
    count(units[order.unit] as HandCount, story, order);
  }
  return units;
}

type Order = { readonly unit: string; readonly at: string; readonly seq: number };

/** The order that stands: the last dispatch that was not taken back by a granted return, withdrawal or hand-over. */
function lastOrder(story: readonly Exported[]): Order | null {
  let order: Order | null = null;
  for (const event of story) {
    if (event.type === 'dispatch') order = { unit: event.changes.chain?.[0] ?? '', at: event.at, seq: event.seq };
    if (['grantReturn', 'confirmWithdrawal', 'handToPolice'].includes(event.type)) order = null;
  }
  return order;
}

function count(unit: HandCount, story: readonly Exported[], order: Order): void {
  unit.dispatched += 1;
  if (story.some(({ type }) => type === 'exclude')) {
    unit.excluded += 1;
    return;
  }
  unit.assessed += 1;
  const heard = story.findLast(({ type }) => type === 'recordContent' || type === 'recordDiscontent')?.input;
  const contact = story.find(({ type, seq }) => type === 'contact' && seq > order.seq);
  const inTime = contact !== undefined && Date.parse(contact.at) - Date.parse(order.at) <= DAY_MS;
  if (inTime && heard?.contacted !== 'no') unit.responded += 1;
  if (!heard) return;
  unit.callbacks += 1;
  if (heard.solved === 'yes') unit.solved += 1;
  if (Number(heard.satisfaction) >= 3) unit.satisfied += 1;
}

/** A share in per cent with two decimals, half up, by whole numbers. */
export function percent(part: number, whole: number): string | null {
  if (whole === 0) return null;
  const hundredths = Math.floor((part * 20_000 + whole) / (2 * whole));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;
}
