import { createHash } from 'node:crypto';

/** The head of one stream at the time of a root. */
export type Leaf = { readonly kind: string; readonly id: string; readonly seq: number; readonly head: string };

const hash = (...parts: readonly (string | Buffer)[]): Buffer => {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part);
  return sum.digest();
};

/** Leaves and inner nodes are hashed with different first bytes, so that one cannot be passed off as the other. */
const leafHash = ({ kind, id, seq, head }: Leaf): Buffer => hash('\u0000', `${kind}/${id}/${seq}/${head}`);

/** Merkle root over leaves sorted by kind and id; an odd node moves up as it is. Hex; of no leaves: 64 zeros. */
export function merkleRoot(leaves: readonly Leaf[]): string {
  let level = leaves.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)).map(leafHash);
  if (level.length === 0) return '0'.repeat(64);
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let index = 0; index < level.length; index += 2) {
      const [left, right] = [level[index] as Buffer, level[index + 1]];
      above.push(right ? hash('\u0001', left, right) : left);
    }
    level = above;
  }
  return (level[0] as Buffer).toString('hex');
}

const keyOf = (leaf: Leaf): string => `${leaf.kind}/${leaf.id}`;
