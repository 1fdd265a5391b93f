import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { command, intake, type ServerProcess, startServer, tokenOf, waitUntil } from '../support/server-process.ts';

/**
 * The database on a disk of its own that runs full: nothing is acknowledged that is not there, and it goes on when there
 * is room again. Needs the right to mount; said to be skipped where that is missing.
 */
const disk = mkdtempSync(join(tmpdir(), 'huying-disk-'));
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=220m,mode=755', 'tmpfs', disk]).status === 0;
let server: ServerProcess | undefined;

afterAll(async () => {
  await server?.end('SIGTERM');
  if (mounted) spawnSync('umount', ['-l', disk]);
  rmSync(disk, { recursive: true, force: true });
}, 60_000);

test.skipIf(!mounted)(
  'on a full disk nothing is acknowledged that is lost (needs the right to mount)',
  { timeout: 180_000 },
  async () => {
    const dataDir = join(disk, 'data');
    mkdirSync(dataDir);
    chmodSync(dataDir, 0o755);
    server = await startServer({ dataDir, args: ['--no-demo', '--no-work'] });
    await server.ready();
    const token = await tokenOf(dataDir, 'wh-centre.operator-1');
    const acknowledged: string[] = [];
    const { base } = server;
    const one = async (key: string) => {
      const done = await intake(base, token, key);
      if (done) acknowledged.push(done.id);
      return done !== null;
    };
    for (let n = 0; n < 20; n += 1) await one(`room-${n}`);
    expect(acknowledged).toHaveLength(20);
    const ballast = join(disk, 'ballast');
    const free = Number(spawnSync('stat', ['-f', '-c', '%a %S', disk]).stdout.toString().trim().split(' ')[0]) * 4096;
    try {
      writeFileSync(ballast, Buffer.alloc(Math.max(0, free - 65_536)));
    } catch {
      // as full as it gets
    }
    let refused = 0;
    for (let n = 0; n < 3000 && refused < 20; n += 1) if (!(await one(`full-${n}`))) refused += 1;
    console.info(`acknowledged ${acknowledged.length}, then refused ${refused}`);
    expect(refused).toBe(20);
    rmSync(ballast);
    await waitUntil('intakes are taken again', () => one(`again-${acknowledged.length}`), 60);
    const headers = { authorization: `Bearer ${token}` };
    for (const id of acknowledged) {
      expect((await fetch(`${base}/api/v1/cases/${id}`, { headers })).status).toBe(200);
    }
    const verified = await command(dataDir, ['log', 'verify', '--json']);
    expect(verified.said).toContain('"ok":true');
  },
);
