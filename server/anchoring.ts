import { join } from 'node:path';
import { type Anchoring, fileSigner } from '@huying/kernel/log/anchor';
import { platform } from './access/sessions.ts';
import type { CityRuntime } from './city-runtime.ts';

/** Where the anchors of a city lie: the signing key and the file of roots, both outside the database. */
export function anchoringOf(runtime: CityRuntime, dataDir: string): Anchoring {
  return {
    city: runtime.city,
    reader: runtime.pools.reader,
    writer: runtime.pools.writer,
    scope: platform(runtime).scope,
    signer: fileSigner(join(dataDir, 'keys', `${runtime.city}.sign.pem`)),
    file: join(dataDir, 'roots', `${runtime.city}.ndjson`),
  };
}
