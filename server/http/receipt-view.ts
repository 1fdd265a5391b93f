import type { Acted } from '../act.ts';
import type { CityRuntime } from '../city-runtime.ts';

/** What somebody who asks gets back: number, place, promise with its reason, and who has it. */
export function receiptOf(runtime: CityRuntime, acted: Acted, code: string | null) {
  const { state } = acted;
  const promised = state.deadlines[0];
  const unit = state.chain[0];
  const handling = state.deadlines.findLast((one) => one.unit === unit && one.name === 'handling');
  const proposed = state.data.proposedUnit;
  return {
    id: state.id,
    number: state.number,
    etag: state.etag,
    state: state.state,
    ...(code ? { receiptCode: code } : {}),
    ...(acted.repeated ? { repeated: true } : {}),
    openedAt: runtime.localTime(state.openedAt),
    place: state.place ? { path: state.place, label: runtime.placeLabel(state.place) } : null,
    ...(promised ? { due: dueView(runtime, promised) } : {}),
    ...(unit
      ? {
          unit: {
            id: unit,
            label: runtime.units.label(unit),
            ...(handling ? { due: dueView(runtime, handling) } : {}),
            reason: acted.opened.dispatchReason ?? null,
          },
        }
      : {}),
    ...(!unit && typeof proposed === 'string'
      ? {
          proposed: {
            id: proposed,
            label: runtime.units.label(proposed),
            reason: `派单目录第 ${String(state.data.proposedBy ?? '')} 条`,
          },
        }
      : {}),
  };
}

function dueView(runtime: CityRuntime, one: Acted['state']['deadlines'][number]) {
  return {
    at: runtime.localTime(one.due),
    why: runtime.dueInWords(one.startedAt, one.within, one.stops as { from: string; to?: string }[], 'zh'),
    rule: one.rule ?? null,
    ...(one.provisional ? { provisional: true } : {}),
  };
}
