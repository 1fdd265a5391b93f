import { createSecretKey, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CityKeys } from './private.ts';

type KeyFile = { current: string; values: Record<string, string>; index: string };

/** Where keys lie: outside the database. The sealed file is for trials; production puts a cipher machine behind it. */
export interface KeyStore {
  keysOf(city: string): CityKeys;
}

/**
 * Keys in files of mode 600, one a city, made when first asked for. A lost file means lost private values, so it is
 * never overwritten and belongs into the backup.
 */
export function fileKeyStore(folder: string): KeyStore {
  const opened = new Map<string, CityKeys>();
  return {
    keysOf(city) {
      let keys = opened.get(city);
      if (!keys) {
        keys = readKeys(`${folder}/${city}.keys.json`);
        opened.set(city, keys);
      }
      return keys;
    },
  };
}

function readKeys(path: string): CityKeys {
  if (!existsSync(path)) writeNewKeys(path);
  const file = JSON.parse(readFileSync(path, 'utf8')) as KeyFile;
  return {
    current: file.current,
    values: Object.fromEntries(Object.entries(file.values).map(([id, key]) => [id, createSecretKey(key, 'base64')])),
    index: createSecretKey(file.index, 'base64'),
  };
}

function writeNewKeys(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = () => randomBytes(32).toString('base64');
  const file: KeyFile = { current: 'k1', values: { k1: key() }, index: key() };
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(temporary, 0o600);
  if (existsSync(path)) return;
  renameSync(temporary, path);
}
