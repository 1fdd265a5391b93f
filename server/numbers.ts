import type { CityRuntime } from './city-runtime.ts';

/**
 * Numbers are handed out in blocks a city, day and server, so that no intake waits for a counter row. Gaps are
 * normal.
 */
const BLOCK_SIZE = 100;

type Block = { day: string; next: number; end: number };

/** Hands out case numbers such as `15-250926-004217-7`: prefix, day, running number, check digit. */
export function numberGiver(runtime: Pick<CityRuntime, 'city' | 'numberPrefix' | 'pools'>) {
  let block: Block | null = null;
  let reserving: Promise<void> | null = null;

  async function reserve(day: string): Promise<void> {
    const answer = await runtime.pools.writer.query<{ first: number }>({
      name: 'take_numbers',
      text: 'select take_numbers($1, $2, $3) as first',
      values: [runtime.city, day, BLOCK_SIZE],
    });
    const first = answer.rows[0]?.first;
    if (first === undefined) throw new Error('no block of case numbers was given');
    block = { day, next: first, end: first + BLOCK_SIZE };
  }

  return async function nextNumber(day: string): Promise<string> {
    for (;;) {
      if (block && block.day === day && block.next < block.end) {
        const serial = block.next;
        block.next += 1;
        return caseNumber(runtime.numberPrefix, day, serial);
      }
      reserving ??= reserve(day).finally(() => {
        reserving = null;
      });
      await reserving;
    }
  };
}

export function caseNumber(prefix: string, day: string, serial: number): string {
  const digits = `${prefix}${day.slice(2).replaceAll('-', '')}${String(serial).padStart(6, '0')}`;
  const [date, number] = [digits.slice(prefix.length, prefix.length + 6), digits.slice(prefix.length + 6)];
  return `${prefix}-${date}-${number}-${check(digits)}`;
}

/** Luhn's check digit: finds every single wrong digit and nearly every exchange of two neighbours. */
function check(digits: string): number {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    // letters of a prefix count by their place in the alphabet
    const digit = Number.parseInt(digits[digits.length - 1 - index] ?? '0', 36) % 10;
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return (10 - (sum % 10)) % 10;
}

/** Is this the form of a case number, with the right check digit? */
export function isCaseNumber(text: string): boolean {
  const found = /^([0-9A-Z]{2,4})-(\d{6})-(\d{6,9})-(\d)$/.exec(text);
  return found !== null && check(`${found[1]}${found[2]}${found[3]}`) === Number(found[4]);
}
