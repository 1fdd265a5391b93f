/** Plausible requests for the demonstration city, by category. Written for it; nobody ever said them. */
export const DEMO_TEXTS: Readonly<Record<string, readonly (readonly [title: string, text: string])[]>> = {
  'housing.heating': [
    ['家中暖气不热', '我家暖气从昨晚开始一直不热，室内只有十五度，家里有老人，请尽快处理。'],
    ['整栋楼供暖温度低', '我们这栋楼都反映暖气温度不够，阳台那组完全是凉的。'],
  ],
  'housing.water': [
    ['小区停水没有通知', '今天早上六点开始停水，物业说不清楚什么时候恢复，希望告知恢复时间。'],
    ['水压太低', '五楼以上水压很低，热水器打不着火，已经一个多星期了。'],
  ],
  'housing.property': [
    ['电梯经常停运', '单元电梯本月已经停了四次，物业一直说在等配件。'],
    ['公共收益没有公示', '小区广告位和停车收入从没公示过，请督促物业公开。'],
  ],
  'housing.street': [['路灯不亮', '小区门口到公交站那一段路灯坏了好几盏，晚上孩子放学不安全。']],
  'housing.stall': [['占道经营影响通行', '每天傍晚路口摆摊把人行道占满了，推婴儿车过不去。']],
  'labour.wages': [['拖欠三个月工资', '我在工地干活，老板拖欠三个月工资一直推脱，请帮助协调。']],
  'education.school': [['咨询转学手续', '孩子要从外地转回来上四年级，请问需要准备哪些材料。']],
  'commerce.refund': [['健身房关门不退费', '去年办的年卡还有七个月，健身房突然关门，联系不上负责人。']],
  'commerce.food': [['购买食品过期', '在超市买的面包回家发现已经过期两天，超市拒绝退换。']],
  'environment.noise': [['夜间施工噪声', '楼后的工地晚上十一点还在施工，影响休息。']],
  'environment.smoke': [['烧烤店油烟扰民', '楼下烧烤店没有装净化设备，油烟直接飘到家里。']],
  'transport.bus': [['建议增加班次', '早高峰公交间隔太长，经常等二十多分钟，建议增加班次。']],
  'transport.parking': [['消防通道被占', '消防通道长期停满私家车，存在安全隐患。']],
  'health.vaccine': [['咨询接种点时间', '请问社区接种点周末开不开，带孩子接种需要预约吗。']],
};

export const DEMO_SURNAMES = '赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许';
