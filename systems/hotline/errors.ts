import { catalogue } from '@huying/kernel/define/refusal';

export const hotlineRefusals = catalogue('hotline', {
  'hotline.text-not-drafted': {
    status: 409,
    zh: '还没有拟写派单文本。',
    zhDo: '请先“拟派单文本”。',
    en: 'No text for the unit was drafted.',
    enDo: 'Draft it first.',
  },
  'hotline.second-person': {
    status: 403,
    zh: '派单文本须由另一人核对。',
    zhDo: '请由拟写人以外的人员核对。',
    en: 'Another person must confirm the text.',
    enDo: 'Let somebody else confirm it.',
  },
  'hotline.text-not-confirmed': {
    status: 409,
    zh: '举报或保密诉求须经第二人核对派单文本后才能派单。',
    zhDo: '请先拟写派单文本，再由另一人核对。',
    en: 'A report or secret request is dispatched only after a second person confirmed the text for the unit.',
    enDo: 'Draft the text and have it confirmed.',
  },
  'hotline.unit-complained-of': {
    status: 409,
    zh: '不能派给被反映的单位。',
    zhDo: '请派给其上级或监督单位。',
    en: 'The unit complained of may not handle the request.',
    enDo: 'Dispatch to the unit above it.',
  },
  'hotline.not-dispatchable': {
    status: 422,
    zh: '不能派给中心自己。',
    zhDo: '请选择承办单位。',
    en: 'The centre itself is no handling unit.',
    enDo: 'Choose a handling unit.',
  },
  'hotline.number-needed': {
    status: 422,
    zh: '电话或短信联系须填写拨打号码。',
    zhDo: '请填写号码；匿名诉求请选“匿名无法联系”。',
    en: 'A call or message needs the number dialled.',
    enDo: 'Give it, or say that the reporter is anonymous.',
  },
  'hotline.no-contact': {
    status: 409,
    zh: '答复前须有联系诉求人的记录。',
    zhDo: '请先办理“联系诉求人”。',
    en: 'A reply needs a contact behind it.',
    enDo: 'Contact the reporter first.',
  },
  'hotline.co-handlers-open': {
    status: 409,
    zh: '还有 {open} 家协办单位没有反馈。',
    zhDo: '请等候反馈，或由中心“不等协办反馈”。',
    en: '{open} co-handlers have not fed back.',
    enDo: 'Wait, or have the centre overrule it.',
  },
  'hotline.no-withdrawal': {
    status: 409,
    zh: '诉求人没有申请撤诉。',
    zhDo: '撤诉须由诉求人提出。',
    en: 'The reporter did not ask to withdraw.',
    enDo: 'Only the reporter can ask for it.',
  },
});
