import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const AGAIN_MS_FIRST = 500;
const AGAIN_MS_MAX = 30_000;
/** A worker that lived this long failed for a new reason. */
const HEALTHY_MS = 60_000;

/**
 * Keeps one worker process running: started, watched, started again with growing pauses where it ends, and ended with
 * the server. It holds nothing that would be lost: what it was doing is done again.
 */
export function keepWorker(tell: (line: string) => void): { stop(): Promise<void>; pid(): number | undefined } {
  let child: ChildProcess | null = null;
  let stopped = false;
  let pause = AGAIN_MS_FIRST;
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    const began = performance.now();
    // out of reach of Ctrl-C, which the server hears and passes on; a server that was killed closes the channel
    child = spawn(process.execPath, [join(import.meta.dirname, '../main.ts'), 'work'], {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    child.on('exit', (code, signal) => {
      child = null;
      if (stopped) return;
      if (performance.now() - began > HEALTHY_MS) pause = AGAIN_MS_FIRST;
      tell(`后台进程已退出（${signal ?? code}），${pause / 1000} 秒后重新启动`);
      timer = setTimeout(begin, pause);
      pause = Math.min(pause * 2, AGAIN_MS_MAX);
    });
  };
  begin();
  return {
    pid: () => child?.pid,
    stop: () => {
      stopped = true;
      clearTimeout(timer);
      const ending = child;
      if (!ending) return Promise.resolve();
      return new Promise((done) => {
        ending.once('exit', () => done());
        ending.kill('SIGTERM');
      });
    },
  };
}
