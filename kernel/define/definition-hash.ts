import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { AnyCase } from './case-definition.ts';
import { type CompiledCase, compileDefinition, withoutLabels } from './compile.ts';

/**
 * SHA-256, in hexadecimal, over the canonical text (RFC 8785) of a definition without its labels. Stored with every
 * version; the same version with another hash stops the boot. Stands apart from compiling, which runs in browsers.
 */
export const definitionHash = (definition: AnyCase): string => compiledHash(compileDefinition(definition));

export function compiledHash(compiled: CompiledCase): string {
  const text = canonicalize(withoutLabels(compiled));
  if (text === undefined) throw new Error(`${compiled.code} has no canonical text`);
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
