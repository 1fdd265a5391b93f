/** One heading of the category tree. Codes are dotted paths, so that a row for a heading holds for all below it. */
export type Category = { readonly code: string; readonly label: string; readonly line: string };

const heading = (line: string, label: string, below: Readonly<Record<string, string>>): readonly Category[] => [
  { code: line, label, line },
  ...Object.entries(below).map(([code, name]) => ({ code: `${line}.${code}`, label: name, line })),
];

/**
 * Categories of requests: seven fields of work, with the matters that people telephone about. A starting point of our
 * own, not the city's catalogue: demonstration content.
 */
export const wuhaiCategories: readonly Category[] = [
  ...heading('housing', '城乡建设', {
    heating: '供暖不热',
    water: '停水与水压',
    power: '停电',
    gas: '燃气',
    property: '物业服务',
    construction: '施工扰民',
    illegalBuilding: '违章建筑',
    street: '道路破损与路灯',
    stall: '占道经营',
  }),
  ...heading('labour', '劳动和社会保障', {
    wages: '拖欠工资',
    insurance: '社会保险',
    pension: '养老待遇',
    jobs: '就业创业',
  }),
  ...heading('education', '教育文体', {
    school: '入学与学籍',
    training: '校外培训',
    sports: '体育场馆',
    culture: '文化活动',
  }),
  ...heading('commerce', '商贸旅游', {
    refund: '退费与合同纠纷',
    food: '食品安全',
    price: '价格与收费',
    tourism: '旅游服务',
  }),
  ...heading('environment', '环境保护', { noise: '噪声', smoke: '烟尘异味', waste: '垃圾清运', water: '水体污染' }),
  ...heading('health', '卫生计生', { hospital: '医疗服务', vaccine: '预防接种', family: '计划生育服务' }),
  ...heading('transport', '交通运输', { bus: '公交线路', taxi: '出租车服务', parking: '停车', road: '公路养护' }),
];
