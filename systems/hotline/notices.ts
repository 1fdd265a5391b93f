import type { NoticeTemplates } from '@huying/kernel/notice/template';

/**
 * What the hotline says by itself. A reporter reads short messages, a unit reads the work messenger. Nothing private
 * stands in them: a telephone lies on many tables, so a message names the number of the request and no more of it. The
 * gateway puts the registered name of the sender in front; two parts are the most that one message takes.
 *
 * `due` is the first clock of the case: for a request that of the answer to the citizen, for the part of a co-handler
 * its own. `unit` is the unit one level below the centre.
 *
 * Orders that a clock of the unit begins with, and those that press it, go at any hour: the row does not say how urgent
 * the matter is, and a burst pipe does not wait for the morning.
 */
const toReporters: NoticeTemplates = {
  'request.received': {
    label: { zh: '诉求已受理', en: 'Request received' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '您的诉求已登记，编号{number}。我们将在{due}前答复您，请留意来电。',
        en: 'Your request was recorded under number {number}. You will be answered by {due}.',
      },
      {
        zh: '您的诉求已登记，编号{number}。我们会尽快办理并答复您，请留意来电。',
        en: 'Your request was recorded under number {number}. You will be answered as soon as possible.',
      },
    ],
    // the answer to somebody who has just called or written
    atNight: 'goes',
  },
  'request.dispatched': {
    label: { zh: '诉求已转办', en: 'Request passed to the unit in charge' },
    values: { number: 'text', unit: 'unit', due: 'moment' },
    forms: [
      {
        zh: '您的诉求{number}已交{unit}办理，答复时限为{due}。办理人员可能与您联系，请留意来电。',
        en: 'Your request {number} is now with {unit} and will be answered by {due}. They may call you.',
      },
      {
        zh: '您的诉求{number}已交{unit}办理。办理人员可能与您联系，请留意来电。',
        en: 'Your request {number} is now with {unit}. They may call you.',
      },
      {
        zh: '您的诉求{number}已交承办单位办理。办理人员可能与您联系，请留意来电。',
        en: 'Your request {number} is now with the unit in charge. They may call you.',
      },
    ],
    atNight: 'waits',
  },
  'request.refused': {
    label: { zh: '诉求不予受理', en: 'Request not accepted' },
    values: { number: 'text' },
    forms: [
      {
        zh: '您的诉求{number}按规定不属于热线受理范围。理由和建议的办理途径，请凭编号查询或致电12345了解。',
        en: 'The hotline may not accept request {number}. Look it up or call 12345 for the reason and the way to take.',
      },
    ],
    atNight: 'waits',
  },
  'request.answered': {
    label: { zh: '诉求已答复', en: 'Request answered' },
    values: { number: 'text' },
    forms: [
      {
        zh: '您的诉求{number}已办理完毕，答复内容请凭编号查询。我们将对您回访，欢迎如实评价。',
        en: 'Your request {number} has been answered; please look it up by its number. We will ask you how it went.',
      },
    ],
    atNight: 'waits',
  },
  'request.explained': {
    label: { zh: '诉求解释说明', en: 'Request explained' },
    values: { number: 'text' },
    forms: [
      {
        zh: '您对诉求{number}的意见我们已经研究，解释说明请凭编号查询，或致电12345了解。',
        en: 'We have looked again at request {number}. Please look it up or call for our explanation.',
      },
    ],
    atNight: 'waits',
  },
  'request.terminated': {
    label: { zh: '诉求终结告知', en: 'Request ended' },
    values: { number: 'text' },
    forms: [
      {
        zh: '您的诉求{number}经审核、批准已终结办理。终结理由和仍可选择的救济途径，见书面告知。',
        en: 'Request {number} was ended after two approvals. The written notice gives reasons and further remedies.',
      },
    ],
    atNight: 'waits',
  },
  'request.passedToPolice': {
    label: { zh: '诉求已转110', en: 'Request passed to the police' },
    values: { number: 'text' },
    forms: [
      {
        zh: '您的诉求{number}已转110，110已经接收，后续由110与您联系。情况紧急请直接拨打110。',
        en: 'The police have taken over request {number} and will contact you. In an emergency call them directly.',
      },
    ],
    // somebody may be waiting for the police
    atNight: 'goes',
  },
  'extension.granted': {
    label: { zh: '办理时间延长', en: 'More time for the unit' },
    values: { number: 'text', unit: 'unit', due: 'moment' },
    forms: [
      {
        zh: '您的诉求{number}情况较复杂，{unit}延长办理时间的申请已获同意，答复您的时限仍为{due}。',
        en: 'Request {number} needs more work; {unit} was given more time. You will still be answered by {due}.',
      },
      {
        zh: '您的诉求{number}情况较复杂，承办单位延长办理时间的申请已获同意，答复您的时限不变。',
        en: 'Request {number} needs more work; the unit was given more time. The limit of our answer is unchanged.',
      },
    ],
    atNight: 'waits',
  },
  'pause.granted': {
    label: { zh: '等待补充说明', en: 'Waiting for a word from you' },
    values: { number: 'text', unit: 'unit' },
    forms: [
      {
        zh: '{unit}办理您的诉求{number}需要您补充情况。请凭编号补充说明或致电12345，收到后即恢复办理。',
        en: '{unit} needs to know more about your request {number}. Please add to it or call; work then goes on.',
      },
      {
        zh: '办理您的诉求{number}需要您补充情况。请凭编号补充说明或致电12345，收到后即恢复办理。',
        en: 'We need to know more about your request {number}. Please add to it or call; work then goes on.',
      },
    ],
    atNight: 'waits',
  },
};

const toUnits: NoticeTemplates = {
  'order.dispatched': {
    label: { zh: '新工单', en: 'New order' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '新工单{number}已派到贵单位，请及时签收并联系诉求人。答复诉求人的时限为{due}。',
        en: 'Order {number} is now with your unit. Please sign it and contact the reporter. Answer due by {due}.',
      },
      {
        zh: '新工单{number}已派到贵单位，请及时签收并联系诉求人。',
        en: 'Order {number} is now with your unit. Please sign it and contact the reporter.',
      },
    ],
    atNight: 'goes',
  },
  'order.subassigned': {
    label: { zh: '下派工单', en: 'Order passed down' },
    values: { number: 'text', unit: 'unit', due: 'moment' },
    forms: [
      {
        zh: '{unit}的工单{number}已下派到贵单位，请按办理要求办理并上报。答复诉求人的时限为{due}。',
        en: 'Order {number} of {unit} was passed down to you. Please handle it and report. Answer due by {due}.',
      },
      {
        zh: '工单{number}已下派到贵单位，请按办理要求办理并上报。',
        en: 'Order {number} was passed down to you. Please handle it and report.',
      },
    ],
    atNight: 'goes',
  },
  'order.returnedUp': {
    label: { zh: '下级退回工单', en: 'Order returned from below' },
    values: { number: 'text' },
    forms: [
      {
        zh: '工单{number}已由下级单位退回，请查看退回理由，并自行办理或重新下派。',
        en: 'Order {number} came back from below. Please read the reason, and handle it or pass it down again.',
      },
    ],
    atNight: 'waits',
  },
  'order.rejectedUp': {
    label: { zh: '上级退回上报', en: 'Report not approved' },
    values: { number: 'text' },
    forms: [
      {
        zh: '工单{number}的上报未通过上级审核，请按退回意见继续办理。',
        en: 'The report on order {number} was not approved. Please go on as remarked.',
      },
    ],
    atNight: 'waits',
  },
  'order.rejected': {
    label: { zh: '答复审核退回', en: 'Answer not approved' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '工单{number}的答复未通过中心审核，请按退回意见继续办理。答复诉求人的时限为{due}。',
        en: 'The answer to order {number} was not approved. Please go on as remarked. Answer due by {due}.',
      },
      {
        zh: '工单{number}的答复未通过中心审核，请按退回意见继续办理。',
        en: 'The answer to order {number} was not approved. Please go on as remarked.',
      },
    ],
    atNight: 'waits',
  },
  'order.redo': {
    label: { zh: '工单重办', en: 'Order to be done again' },
    values: { number: 'text' },
    forms: [
      {
        zh: '工单{number}经研判需要重新办理，请查看重办要求和新的办理时限。',
        en: 'Order {number} is to be done again. Please read what is asked and the new limit.',
      },
    ],
    atNight: 'waits',
  },
  'order.urged': {
    label: { zh: '催办', en: 'Order urged' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '诉求人催办工单{number}，请尽快办理并与诉求人联系。答复诉求人的时限为{due}。',
        en: 'The reporter of order {number} asks for progress. Please handle it soon and call. Answer due by {due}.',
      },
      {
        zh: '诉求人催办工单{number}，请尽快办理并与诉求人联系。',
        en: 'The reporter of order {number} asks for progress. Please handle it soon and call.',
      },
    ],
    atNight: 'goes',
  },
  'order.supervised': {
    label: { zh: '督办', en: 'Order supervised' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '工单{number}已被督办，请查看督办要求并抓紧办理。答复诉求人的时限为{due}。',
        en: 'Order {number} is under supervision. Please read what is asked. Answer due by {due}.',
      },
      {
        zh: '工单{number}已被督办，请查看督办要求并抓紧办理。',
        en: 'Order {number} is under supervision. Please read what is asked.',
      },
    ],
    atNight: 'goes',
  },
  'order.keySupervised': {
    label: { zh: '临期重点督办', en: 'Order close to its limit' },
    values: { number: 'text' },
    forms: [
      {
        zh: '工单{number}即将到办理时限，已列为重点督办，请立即办理并按时答复。',
        en: 'Order {number} is close to its limit and under supervision. Please handle it now and answer in time.',
      },
    ],
    atNight: 'goes',
  },
  'coOrder.opened': {
    label: { zh: '协办单', en: 'Part in joint handling' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '协办单{number}已派到贵单位，请在{due}前反馈协办情况。',
        en: 'Your part {number} in a joint order has come. Please feed back by {due}.',
      },
      {
        zh: '协办单{number}已派到贵单位，请按时反馈协办情况。',
        en: 'Your part {number} in a joint order has come. Please feed back in time.',
      },
    ],
    atNight: 'goes',
  },
  'return.granted': {
    label: { zh: '退单已同意', en: 'Return granted' },
    values: { number: 'text' },
    forms: [
      {
        zh: '贵单位对工单{number}的退单申请已获同意，无需继续办理。',
        en: 'The return of order {number} was granted. Your unit need not go on with it.',
      },
    ],
    atNight: 'waits',
  },
  'return.refused': {
    label: { zh: '退单未同意', en: 'Return refused' },
    values: { number: 'text' },
    forms: [
      {
        zh: '贵单位对工单{number}的退单申请未获同意，请查看理由并继续办理，办理时限照常计算。',
        en: 'The return of order {number} was refused. Please read the reason and go on; its limit runs on.',
      },
    ],
    atNight: 'waits',
  },
  'return.ruled': {
    label: { zh: '裁定办理', en: 'Unit named by a ruling' },
    values: { number: 'text', due: 'moment' },
    forms: [
      {
        zh: '经裁定，工单{number}由贵单位办理，不得再退。请及时联系诉求人，答复时限为{due}。',
        en: 'By a ruling order {number} is yours, not to be returned. Please call the reporter. Answer due by {due}.',
      },
      {
        zh: '经裁定，工单{number}由贵单位办理，不得再退。请及时联系诉求人。',
        en: 'By a ruling order {number} is yours, not to be returned. Please call the reporter.',
      },
    ],
    atNight: 'goes',
  },
  'request.supplemented': {
    label: { zh: '诉求人已补充说明', en: 'The reporter has added to the request' },
    values: { number: 'text' },
    forms: [
      {
        zh: '诉求人已对工单{number}补充说明，挂起结束，请继续办理。',
        en: 'The reporter has added to order {number}. The pause is over; please go on.',
      },
    ],
    atNight: 'waits',
  },
};

export const hotlineNotices: NoticeTemplates = { ...toReporters, ...toUnits };
