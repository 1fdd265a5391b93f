import type { Result } from '@huying/kernel/define/refusal';
import { blindIndex, normalNumber } from '@huying/kernel/store/private';
import type { Acted, Acting } from './act.ts';
import type { CityRuntime } from './city-runtime.ts';
import { newReceiptCode } from './http/receipt.ts';
import type { LoadedCase } from './load-case.ts';

export async function findByNumber(runtime: CityRuntime, number: string): Promise<string | null> {
  const found = await runtime.pools.writer.query<{ id: string | null }>({
    name: 'find_case_by_number',
    text: 'select find_case_by_number($1, $2) as id',
    values: [runtime.city, number],
  });
  return found.rows[0]?.id ?? null;
}

/** Opens a case with a receipt code, of which only the keyed hash is kept. */
export async function openReceipt(
  acting: Acting,
  open: (receipt: string) => Promise<Result<Acted>>,
): Promise<{ result: Result<Acted>; code: string | null }> {
  const code = newReceiptCode();
  const result = await open(blindIndex(acting.runtime.keys, 'receipt', code));
  return { result, code: result.ok && !result.value.repeated ? code : null };
}

export async function provesByCode(runtime: CityRuntime, id: string, code: string): Promise<boolean> {
  const found = await runtime.pools.writer.query<{ found: boolean }>({
    name: 'has_receipt',
    text: 'select has_receipt($1, $2, $3) as found',
    values: [runtime.city, id, blindIndex(runtime.keys, 'receipt', code.trim().toUpperCase())],
  });
  return found.rows[0]?.found === true;
}

export function provesByTelephone(loaded: LoadedCase, telephone: string): boolean {
  const own = loaded.opened.reporterPhone;
  return own !== undefined && normalNumber(own) === normalNumber(telephone);
}
