import {
  choice,
  code,
  files,
  flag,
  longText,
  optional,
  phone,
  place,
  position,
  text,
  unit,
} from '@huying/kernel/define/field';

/** What a caller may say. Kinds: State Council Office 2020 no. 53. */
export const requestFields = {
  title: text('诉求标题', { max: 100, searched: 'words' }),
  originalText: longText('诉求内容', { searched: 'words', also: 'text' }),
  kind: choice('诉求类型', {
    consult: '咨询',
    help: '求助',
    complaint: '投诉',
    report: '举报',
    suggestion: '建议',
  }),
  urgency: choice('紧急程度', { danger: '危及生命财产', urgent: '紧急', normal: '一般' }),
  category: code('诉求类别', 'categories'),
  place: optional(place('所在网格')),
  position: optional(position('位置')),
  where: optional(text('地址描述', { searched: 'words', also: 'address' })),
  reporterName: optional(text('诉求人姓名', { max: 50, also: 'name' })),
  reporterPhone: optional(phone('诉求人电话', { also: 'telephone' })),
  /** The unit that the request complains of: it may not handle the matter. */
  against: optional(unit('被反映单位')),
  confidential: optional(flag('要求保密')),
  attachments: optional(files('附件')),
};

/** What the centre adds before and while a unit handles it. */
export const orderFields = {
  unit: optional(unit('承办单位')),
  /** Row of the dispatch catalogue that proposed the unit. */
  proposedBy: optional(code('派单目录依据', 'dispatchCatalogue')),
  dispatchReason: optional(text('派单理由', { class: 'internal' })),
  textForUnit: optional(longText('派单文本', { class: 'personal', searched: 'words' })),
  /** For a whistle-blower's or a confidential case: who wrote the text for the unit; another person must confirm it. */
  textConfirmed: optional(choice('派单文本核对', { drafted: '待第二人核对', confirmed: '已核对' })),
  policeNumber: optional(text('110 警情编号', { class: 'internal', max: 40 })),
  handedOver: optional(choice('110 联动', { sent: '已转 110', returned: '110 退回', received: '110 转入' })),
  supervised: optional(choice('督办', { key: '重点督办', daily: '日常督办', posted: '挂牌督办' })),
  excluded: optional(
    choice('剔除', {
      outside: '不属于本市管辖',
      lawForbids: '法律政策不允许',
      inCourt: '已进入诉讼、信访等途径',
      noNewFacts: '重复且无新事实',
      malicious: '恶意诉求',
      police: '属 110 警情',
      unreachable: '多次联系不上',
    }),
  ),
  withdrawal: optional(choice('撤诉', { asked: '诉求人申请撤诉', kept: '核实后不撤' })),
  result: optional(
    choice('办理结果', {
      solved: '已解决',
      partly: '部分解决',
      explained: '解释说明',
      untrue: '不属实',
      noBasis: '缺乏法律政策依据',
      courtOrPetition: '应通过诉讼或信访途径',
    }),
  ),
  /** Texts of an earlier system, kept word for word. */
  sourceAgency: optional(text('原系统承办部门', { class: 'internal' })),
  statusNotes: optional(longText('原系统处理说明')),
  /** The texts may stand on public pages: public data of the city, or the reporter allowed it. */
  shared: optional(flag('可公开')),
};
