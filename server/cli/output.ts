/** Where a command writes: the process's own streams, or a test's. */
export type Output = { print(line: string): void; error(line: string): void };

export const processOutput: Output = {
  print: (line) => void process.stdout.write(`${line}\n`),
  error: (line) => void process.stderr.write(`${line}\n`),
};

/** Exit codes of every command. */
export const HOLDS = 0;
export const DOES_NOT_HOLD = 1;
export const WRONG_USAGE = 2;
