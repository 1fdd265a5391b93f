import { catalogue } from '../define/refusal.ts';

export const noticeRefusals = catalogue('notice', {
  'notice.template-unknown': {
    status: 500,
    zh: '没有短信（消息）模板“{given}”。',
    zhDo: '请在消息模板目录中补充该模板。',
    en: 'There is no message template {given}.',
    enDo: 'Add it to the catalogue of its system.',
  },
  'notice.value-missing': {
    status: 500,
    zh: '模板“{template}”缺少取值：{names}。',
    zhDo: '请检查动作写入的消息取值。',
    en: 'The template {template} lacks values: {names}.',
    enDo: 'Check the values that the verb wrote.',
  },
  'notice.receiver-unknown': {
    status: 422,
    zh: '找不到接收人的联系方式。',
    zhDo: '请核对登记，或用其他方式告知。',
    en: 'No address of the receiver is known.',
    enDo: 'Check the register, or tell the person in another way.',
  },
  'notice.url-refused': {
    status: 422,
    zh: '不能向“{given}”推送：{because}。',
    zhDo: '请使用可从公网访问的 https 地址，或由管理员登记允许的内网网段。',
    en: 'Nothing is pushed to {given}: {because}.',
    enDo: 'Use a public https address, or have the administrator allow the network.',
  },
  'notice.event-type-unknown': {
    status: 422,
    zh: '事件类型“{given}”写法不对。',
    zhDo: '请写作 hotline.request.dispatch、hotline.request.* 或 *。',
    en: 'The event type {given} is not readable.',
    enDo: 'Write hotline.request.dispatch, hotline.request.* or *.',
  },
  'notice.secret-short': {
    status: 422,
    zh: '推送密钥太短，至少 {least} 个字符。',
    zhDo: '请使用随机生成的密钥。',
    en: 'The secret is too short: at least {least} characters.',
    enDo: 'Use one that was made at random.',
  },
  'notice.signature-wrong': {
    status: 403,
    zh: '推送的签名不对。',
    zhDo: '请核对双方的密钥，并对收到的原始字节验签。',
    en: 'The signature does not fit the message.',
    enDo: 'Compare the secrets of both sides, and check the bytes as they came.',
  },
  'notice.signature-old': {
    status: 403,
    zh: '推送的时间与本机相差超过 {minutes} 分钟。',
    zhDo: '请校准双方的时钟；旧的推送不再接收。',
    en: 'The time of the message differs from ours by more than {minutes} minutes.',
    enDo: 'Set the clocks of both sides; an old message is not taken again.',
  },
  'notice.nothing-held': {
    status: 409,
    zh: '外发没有暂停，无需恢复。',
    zhDo: '无需操作。',
    en: 'Delivery is not held.',
    enDo: 'Nothing to do.',
  },
});
