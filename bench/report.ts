/** One line of a benchmark: a figure, the bar it has to reach, and whether it does. */
export type BenchRow = {
  readonly what: string;
  readonly value: string;
  readonly bar?: string;
  readonly holds?: boolean;
};

export type Bench = { readonly title: string; readonly data: string; readonly rows: readonly BenchRow[] };
