#!/usr/bin/env node
// Plain JavaScript for any Node from 20 on: starts the command with the Node that the project brings.
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(realpathSync(fileURLToPath(import.meta.url)));
const root = dirname(dirname(here));
const own = join(root, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin', 'node');
const node = existsSync(own) ? own : process.execPath;
const env = { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node') };
const done = spawnSync(node, [join(root, 'server', 'main.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env });
process.exit(done.status ?? 1);
