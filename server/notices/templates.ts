import type { NoticeTemplates } from '@huying/kernel/notice/template';
import { hotlineNotices } from '@huying/systems/hotline/notices';
import { lifeNotices } from '@huying/systems/life/notices';

/** Templates of all systems, by code. */
export const NOTICES: NoticeTemplates = { ...hotlineNotices, ...lifeNotices };
