import { catalogue } from '../define/refusal.ts';

export const placeRefusals = catalogue('place', {
  'place.outside-city': {
    status: 422,
    zh: '位置“{given}”不在本市范围内。',
    zhDo: '请核对位置；坐标系可用 crs 注明：wgs84、gcj02 或 bd09。',
    en: 'The position {given} lies outside the city.',
    enDo: 'Check it; name its system in crs: wgs84, gcj02 or bd09.',
  },
  'place.axes-exchanged': {
    status: 422,
    zh: '位置“{given}”的经度和纬度似乎写反了。',
    zhDo: 'lat 填纬度，lng 填经度。',
    en: 'Longitude and latitude of {given} seem to be exchanged.',
    enDo: 'lat is the latitude, lng the longitude.',
  },
  'place.no-grids': {
    status: 422,
    zh: '本市没有网格图形，无法按坐标定位。',
    zhDo: '请用文字描述位置。',
    en: 'The city has no grid geometry.',
    enDo: 'Describe the place in words.',
  },
  'place.grid-code': {
    status: 422,
    zh: '“{given}”不是网格编码：应为 15 位数字，实为 {length} 位。',
    zhDo: '网格编码为区划 6 位、街镇 3 位、社区 3 位、网格 3 位。',
    en: '{given} is no grid code: 15 digits are needed, there are {length}.',
    enDo: 'A grid code has 6 digits of the district and 3 each of street, community and grid.',
  },
});
