import { readFileSync } from 'node:fs';
import { accept, type Result, refuse } from '@huying/kernel/define/refusal';
import { z } from 'zod';

/** Where the value of a column goes, and how it becomes ours. */
const target = z.strictObject({
  /** `foreignId`, `openedAt`, `closedAt`, `updatedAt`, `status` (open or closed), `unit`, `channel`, or a field. */
  to: z.string().min(1),
  /** Their value → ours. */
  values: z.record(z.string(), z.string()).optional(),
  /** Beginning of their value → ours; the longest beginning counts. */
  begins: z.record(z.string(), z.string()).optional(),
  /** Our code by its name: of a category, place, unit or channel. */
  by: z.literal('name').optional(),
  /** For a category: the column that holds the name of its heading. */
  under: z.string().optional(),
});

const oneTarget = z.union([z.string().min(1), target]);

const importMap = z.strictObject({
  city: z.string().min(1),
  definition: z.string().min(1),
  /** Name of the earlier system: its numbers are unique under it. */
  foreignSystem: z.string().min(1),
  /** Column of the file → where its value goes; null: read and left out on purpose. */
  columns: z.record(z.string(), z.union([oneTarget, z.array(oneTarget), z.null()])),
  /** Fields that are the same for every row. */
  constants: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});

export type Target = z.infer<typeof target>;

export type ImportMap = {
  readonly city: string;
  readonly definition: string;
  readonly foreignSystem: string;
  readonly targets: readonly (Target & { readonly column: string })[];
  readonly columns: readonly string[];
  readonly constants: Readonly<Record<string, unknown>>;
};

/** Reads a map (JSON). Refusal: `import.map-unreadable` with what is wrong and where. */
export function readImportMap(path: string): Result<ImportMap> {
  let given: unknown;
  try {
    given = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return refuse('import.map-unreadable', { field: 'map', values: { problem: (error as Error).message } });
  }
  const parsed = importMap.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path: at, message }) => `${at.join('.')}: ${message}`);
    return refuse('import.map-unreadable', { field: 'map', values: { problem: problems.join('; ') } });
  }
  const { columns, constants = {}, ...rest } = parsed.data;
  const targets = Object.entries(columns).flatMap(([column, to]) =>
    (to === null ? [] : Array.isArray(to) ? to : [to]).map((one) =>
      typeof one === 'string' ? { column, to: one } : { column, ...one },
    ),
  );
  const missing = ['foreignId', 'openedAt', 'status'].filter((name) => !targets.some(({ to }) => to === name));
  if (missing.length > 0) {
    const problem = `columns: nothing goes to ${missing.join(', ')}`;
    return refuse('import.map-unreadable', { field: 'map', values: { problem } });
  }
  return accept({ ...rest, targets, columns: Object.keys(columns), constants });
}
