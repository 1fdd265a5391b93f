import { v5, v7 } from 'uuid';

/** The only home of chance for ids. Case ids and the like are UUIDv7: they sort by the time they were made. */
export const newId = (): string => v7();

const OWN_NAMES = 'a9a1c6d2-53d0-5a5e-9d0e-2f6b1c7e4d11';

/** The stream id of a thing that has an own text id, such as a unit or a rule table: the same text, the same id. */
export const idOfName = (kind: string, name: string): string => v5(`${kind}:${name}`, OWN_NAMES);
