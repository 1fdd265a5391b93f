import { type Refusal, refuse } from '@huying/kernel/define/refusal';
import { checkUnits } from '@huying/kernel/party/check-units';
import { checkPlaces } from '@huying/kernel/place/place';
import { checkTable, type RuleTable } from '@huying/kernel/rule/table';
import { type CityRow, contentOf } from './city-rows.ts';

/**
 * Faults that a change of one row would bring into the registers of a city: a unit whose parent is not there, a circle,
 * a place below the wrong kind, two rule rows for the same days and facts. What was wrong before is not this change's.
 */
export function faultsOfChange(
  before: readonly CityRow[],
  changed: CityRow,
  shapes: readonly RuleTable<unknown>[],
  day: string,
): readonly Refusal[] {
  const same = (row: CityRow) => row.register === changed.register && row.ownId === changed.ownId;
  const after = [...before.filter((row) => !same(row)), changed];
  const check = checkOf(changed, shapes, day);
  const known = new Set(check(before).map((fault) => JSON.stringify(fault)));
  return check(after).filter((fault) => !known.has(JSON.stringify(fault)));
}

/** What may break by a row of this register; the others stay as they are. */
function checkOf(changed: CityRow, shapes: readonly RuleTable<unknown>[], day: string) {
  return (rows: readonly CityRow[]): readonly Refusal[] => {
    const content = contentOf(rows, shapes);
    switch (changed.register) {
      case 'party.unit':
      case 'party.post':
        return checkUnits(content.units, content.posts, day);
      case 'place.node':
        return checkPlaces(content.places, day).map(({ code, id }) => refuse(code, { given: id }));
      case 'rule.row':
        return content.rules.filter(({ code }) => code === changed.values.table).flatMap((table) => checkTable(table));
      default:
        return [];
    }
  };
}
