/**
 * Many short texts in one long string, so that one search of the engine goes through all of them: a hundred thousand
 * names are looked through in a few milliseconds. Rows are parted by a line break, which no text holds.
 */
export type TextRows = {
  /** Calls back for each place where a row holds the text. */
  scan(text: string, hit: (found: TextHit) => Next): void;
  /** Character code at a place in all rows; that of a line break between two rows. */
  codeAt(place: number): number;
  readonly count: number;
};

export type TextHit = {
  readonly row: number;
  /** Place in all rows, for `codeAt`. */
  readonly place: number;
  /** The row begins with the text; it is the text. */
  readonly begins: boolean;
  readonly whole: boolean;
};

/** Look on in the same row, go to the next row, or end. */
export type Next = 'on' | 'next' | 'end';

export function textRows(texts: readonly string[]): TextRows {
  const all = `\n${texts.join('\n')}\n`;
  const starts = new Int32Array(texts.length + 1);
  starts[0] = 1;
  for (const [row, text] of texts.entries()) starts[row + 1] = (starts[row] as number) + text.length + 1;

  return {
    count: texts.length,
    codeAt: (place) => all.charCodeAt(place),
    scan: (text, hit) => {
      let row = 0;
      let place = all.indexOf(text);
      while (place !== -1) {
        row = rowAt(starts, place, row);
        const begins = starts[row] === place;
        const after = starts[row + 1] as number;
        const next = hit({ row, place, begins, whole: begins && place + text.length === after - 1 });
        if (next === 'end') return;
        place = all.indexOf(text, next === 'next' ? after : place + 1);
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
