import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who uses the embedded engine of a data folder: the last one to leave stops it. */
export type EngineUse = {
  /** Leaves, and says whether somebody else still uses the engine. */
  leave(): { readonly others: boolean };
};

/**
 * Notes this process as a user of the engine. The note carries the moment at which the process began, so that a number
 * that was given to another process later is not taken for it; notes of processes that were killed are removed.
 */
export function useEngine(dataDir: string): EngineUse {
  const folder = join(dataDir, 'run');
  mkdirSync(folder, { recursive: true });
  const own = join(folder, `${process.pid}.${randomBytes(4).toString('hex')}`);
  writeFileSync(own, began(process.pid) ?? '');
  return {
    leave: () => {
      rmSync(own, { force: true });
      return { others: livingNotes(folder) > 0 };
    },
  };
}

function livingNotes(folder: string): number {
  let living = 0;
  for (const name of readdirSync(folder)) {
    const note = join(folder, name);
    try {
      if (began(Number(name.split('.')[0])) === readFileSync(note, 'utf8')) living += 1;
      else rmSync(note, { force: true });
    } catch {
      // its owner has just removed it
    }
  }
  return living;
}

/** When a process began, in ticks since the machine did (field 22 of its stat); null where it is gone. */
function began(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
