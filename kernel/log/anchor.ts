import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify as verifySignature,
} from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import canonicalize from 'canonicalize';
import type { Pool } from 'pg';
import { type ReadScope, readInScope } from '../access/scope.ts';
import { type Leaf, merkleRoot } from './merkle.ts';

/** What a root says; its signature covers the canonical text of it. */
export type RootBody = {
  readonly city: string;
  readonly n: number;
  readonly at: string;
  readonly leaves: number;
  readonly root: string;
  /** SHA-256 of the canonical text of the root before; 64 zeros for the first. */
  readonly before: string;
};

export type Signer = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };

/** The signing key of a city, outside the database, made when it is first asked for. */
export function fileSigner(path: string): Signer {
  if (!existsSync(path)) {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const { privateKey } = generateKeyPairSync('ed25519');
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  }
  const privateKey = createPrivateKey(readFileSync(path));
  return { privateKey, publicKey: createPublicKey(privateKey) };
}

export const hashOfRoot = (body: string): string => createHash('sha256').update(body, 'utf8').digest('hex');

export const NO_ROOT_BEFORE = '0'.repeat(64);

export type Anchoring = {
  readonly city: string;
  readonly reader: Pool;
  readonly writer: Pool;
  readonly scope: ReadScope;
  readonly signer: Signer;
  /** File that roots are appended to, outside the database. */
  readonly file: string;
};

/**
 * Sets the next root over all streams that changed since the last one, or none where nothing did. Two servers may call
 * it at once: one wins. A crash between database and file is mended by the next call.
 */
export async function anchor(anchoring: Anchoring, now: Date): Promise<RootBody | null> {
  const { city, signer } = anchoring;
  const found = await readInScope(anchoring.reader, anchoring.scope, async (client) => {
    const last = await client.query<{ n: number; body: string; upto: string | null }>(
      'select n, body, upto::text from log_root where city = $1 order by n desc limit 1',
      [city],
    );
    const before = last.rows[0];
    const changed = await client.query<{ kind: string; id: string; seq: number; head: string; upto: string }>(
      `with bound as (select pg_snapshot_xmin(pg_current_snapshot()) as upto),
       changed as (
         select e.kind, e.id, max(e.seq) as seq from event e, bound
         where e.city = $1 and e.tx < bound.upto and e.tx >= coalesce($2::xid8, '0'::xid8)
         group by e.kind, e.id
       )
       select c.kind, c.id, c.seq, encode(e.hash, 'hex') as head, bound.upto::text as upto
       from changed c join event e on e.city = $1 and e.kind = c.kind and e.id = c.id and e.seq = c.seq, bound`,
      [city, before?.upto ?? null],
    );
    return { before, leaves: changed.rows };
  });
  catchUp(anchoring.file, await rootsOf(anchoring));
  const { before, leaves } = found;
  if (leaves.length === 0) return null;
  const body: RootBody = {
    city,
    n: (before?.n ?? 0) + 1,
    at: now.toISOString(),
    leaves: leaves.length,
    root: merkleRoot(leaves),
    before: before ? hashOfRoot(before.body) : NO_ROOT_BEFORE,
  };
  const text = canonicalize(body) ?? '';
  const signature = sign(null, Buffer.from(text, 'utf8'), signer.privateKey);
  const put = await anchoring.writer.query<{ put: boolean }>(
    'select put_root($1, $2, $3, $4, $5::xid8, $6::jsonb) as put',
    [city, body.n, text, signature, leaves[0]?.upto, JSON.stringify(leaves satisfies readonly Leaf[])],
  );
  if (!put.rows[0]?.put) return null;
  appendRoot(anchoring.file, text, signature);
  return body;
}

export type StoredRoot = { readonly n: number; readonly body: string; readonly signature: Buffer };

export async function rootsOf(anchoring: Pick<Anchoring, 'reader' | 'scope' | 'city'>): Promise<readonly StoredRoot[]> {
  return readInScope(anchoring.reader, anchoring.scope, async (client) => {
    const found = await client.query<StoredRoot>('select n, body, signature from log_root where city = $1 order by n', [
      anchoring.city,
    ]);
    return found.rows;
  });
}

export const isSigned = (root: Pick<StoredRoot, 'body' | 'signature'>, publicKey: KeyObject): boolean =>
  verifySignature(null, Buffer.from(root.body, 'utf8'), publicKey, root.signature);

type RootLine = { readonly body: string; readonly signature: string };

/**
 * Roots as the file has them. The line of a crash in the middle of writing is left out, and so is the second of two
 * equal lines: two servers may both have caught up with what a third one left undone.
 */
export function readRootFile(file: string): readonly RootLine[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        return line ? [JSON.parse(line) as RootLine] : [];
      } catch {
        return [];
      }
    });
  return [...new Map(lines.toReversed().map((line) => [line.body, line])).values()].toReversed();
}

function catchUp(file: string, roots: readonly StoredRoot[]): void {
  const known = new Set(readRootFile(file).map((line) => line.body));
  for (const root of roots) if (!known.has(root.body)) appendRoot(file, root.body, root.signature);
}

function appendRoot(file: string, body: string, signature: Buffer): void {
  mkdirSync(dirname(file), { recursive: true });
  const handle = openSync(file, 'a', 0o644);
  try {
    appendFileSync(handle, `${JSON.stringify({ body, signature: signature.toString('base64') })}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
