type District = 'hbw' | 'hn' | 'wd';

/** A line of bureaus: one of the city and, mostly, one in each district. */
export type Line = {
  readonly name: string;
  /** Name in the districts where it differs; null: the line has no bureaus there. */
  readonly inDistricts?: string | null;
  /** Pages that name the bureau of the city or of a district; all others are typical names, marked as placeholders. */
  readonly namedIn?: Partial<Readonly<Record<District | 'city', string>>>;
};

/** Pages name the bureaus in their short form (市住建局); the full form is the usual one. */
export const LINES: Readonly<Record<string, Line>> = {
  housing: { name: '住房和城乡建设局', namedIn: { city: '003:256' } },
  cityManagement: { name: '城市管理综合执法局', namedIn: { wd: '004:431' } },
  labour: { name: '人力资源和社会保障局', namedIn: { city: '004:383' } },
  education: { name: '教育局', namedIn: { hbw: '003:209' } },
  market: { name: '市场监督管理局' },
  commerce: { name: '商务局', namedIn: { city: '002:269', hn: '004:1' } },
  culture: { name: '文化旅游体育局' },
  environment: { name: '生态环境局', namedIn: { city: '004:64' } },
  health: { name: '卫生健康委员会' },
  medicalInsurance: { name: '医疗保障局' },
  transport: { name: '交通运输局' },
  civilAffairs: { name: '民政局' },
  veterans: { name: '退役军人事务局' },
  emergency: { name: '应急管理局' },
  water: { name: '水务局', inDistricts: '农牧水务局', namedIn: { city: '003:177', wd: '003:140' } },
  agriculture: { name: '农牧局', inDistricts: null },
  naturalResources: { name: '自然资源局', namedIn: { city: '004:258' } },
  services: {
    name: '行政审批和政务服务局',
    inDistricts: '政务服务局',
    namedIn: { city: '004:378', hbw: '000:340' },
  },
  science: { name: '科技局', namedIn: { city: '003:295' } },
  industry: { name: '工业和信息化局' },
  development: { name: '发展和改革委员会' },
  cooperation: { name: '区域经济合作局', inDistricts: null, namedIn: { city: '004:361' } },
  justice: { name: '司法局' },
  petitions: { name: '信访局' },
  police: { name: '公安局', inDistricts: '公安分局' },
  fire: { name: '消防救援支队', inDistricts: '消防救援大队', namedIn: { city: '003:249' } },
};

/** Firms that supply the city. Placeholders: the pages name none of them. */
export const FIRMS: Readonly<Record<string, string>> = {
  heat: '供热企业（占位）',
  water: '供水企业（占位）',
  power: '供电企业（占位）',
  gas: '燃气企业（占位）',
  bus: '公交企业（占位）',
};
