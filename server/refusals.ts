import { accessRefusals } from '@huying/kernel/access/errors';
import { caseRefusals } from '@huying/kernel/case/errors';
import { clockRefusals } from '@huying/kernel/clock/errors';
import type { RefusalCatalogue } from '@huying/kernel/define/refusal';
import { indicatorRefusals } from '@huying/kernel/indicator/errors';
import { noticeRefusals } from '@huying/kernel/notice/errors';
import { partyRefusals } from '@huying/kernel/party/errors';
import { placeRefusals } from '@huying/kernel/place/errors';
import { recordRefusals } from '@huying/kernel/record/errors';
import { ruleRefusals } from '@huying/kernel/rule/errors';
import { searchRefusals } from '@huying/kernel/search/errors';
import { answerRefusals, returnRefusals, waitingRefusals } from '@huying/patterns/errors';
import { httpRefusals } from './http/errors.ts';
import { importRefusals } from './import/errors.ts';
import { SYSTEMS } from './systems.ts';

/** Every code that can leave the platform; the reference page and the problem documents are made from it. */
export const refusalCatalogues: readonly RefusalCatalogue[] = [
  httpRefusals,
  accessRefusals,
  caseRefusals,
  clockRefusals,
  noticeRefusals,
  partyRefusals,
  placeRefusals,
  recordRefusals,
  ruleRefusals,
  searchRefusals,
  returnRefusals,
  waitingRefusals,
  answerRefusals,
  indicatorRefusals,
  importRefusals,
  ...SYSTEMS.flatMap(({ refusals }) => refusals),
];
