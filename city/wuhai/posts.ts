import type { Duty } from '@huying/kernel/party/duty';
import type { Post, Unit } from '@huying/kernel/party/units';
import type { PlaceNode } from '@huying/kernel/place/place';
import type { Person } from '../city-file.ts';
import { drawFrom } from '../draw.ts';
import { CENTRE, unitIdOf } from './units.ts';

/** Posts of the centre, by role. */
const CENTRE_POSTS: readonly (readonly [string, string, readonly string[]])[] = [
  ['operator-1', '话务员一', ['operator']],
  ['operator-2', '话务员二', ['operator']],
  ['shift-leader', '班长', ['shiftLeader']],
  ['dispatcher', '派单员', ['dispatcher']],
  ['ruler', '裁定员', ['ruler']],
  ['judge', '研判员', ['judge']],
  ['caller-1', '回访员一', ['caller']],
  ['caller-2', '回访员二', ['caller']],
  ['supervisor', '督办员', ['centreSupervisor']],
  ['leader', '中心负责人', ['centreLeader']],
];

/** Three administrators, never one natural person. */
const ADMINISTRATORS = { systemAdmin: '系统管理员', securityAdmin: '安全管理员', auditAdmin: '审计管理员' } as const;

/** Demonstration posts: each is held by one invented person, so that the four-eyes rules can be seen at work. */
export function wuhaiPosts(units: readonly Unit[], places: readonly PlaceNode[]): readonly Post[] {
  const centre = CENTRE_POSTS.map(([id, label, roles]) => post(`${CENTRE}.${id}`, CENTRE, label, roles));
  const others = units
    .filter((one) => one.id !== CENTRE)
    .flatMap(({ id, name }) => [
      post(`${id}.clerk`, id, `${name}收件员`, ['clerk', 'handler']),
      post(`${id}.handler`, id, `${name}经办人`, ['handler']),
      post(`${id}.leader`, id, `${name}负责人`, ['approver', 'supervisor']),
    ]);
  const administrators = Object.entries(ADMINISTRATORS).map(([role, label]) =>
    post(`${CENTRE}.${role}`, CENTRE, label, [role]),
  );
  const workers = gridsOf(places).map((grid) =>
    post(workerOf(grid), unitIdOf(grid.parent ?? ''), `${grid.name}网格员`, ['gridWorker']),
  );
  return [...centre, ...others, ...administrators, ...workers];
}

/** Each grid has exactly one grid worker who answers for it. */
export function wuhaiDuties(places: readonly PlaceNode[]): readonly Duty[] {
  return gridsOf(places).map((grid) => ({
    id: `duty.${grid.id}`,
    post: workerOf(grid),
    subject: { kind: 'place', id: grid.id },
    role: 'gridWorker',
    from: grid.validFrom,
    to: grid.validTo,
  }));
}

const gridsOf = (places: readonly PlaceNode[]) => places.filter(({ kind }) => kind === 'grid');

/** `wh.hbw.s01.c01.g001` → `wh-hbw-s01-c01-g001.worker`. */
const workerOf = (grid: PlaceNode): string => `${unitIdOf(grid.id)}.worker`;

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕'];
const GIVEN = [...'建国志强秀英丽娜明华文静海燕晓东玉兰春梅国庆立新永胜慧敏俊杰婷宇浩然雨桐子涵'];
const SEED = 20_240_925;

/** Holders of the posts, with names drawn by lot. Any likeness with a living person is chance. */
export function wuhaiPersons(posts: readonly Post[]): readonly Person[] {
  const draw = drawFrom(SEED);
  return posts.flatMap(({ person }) => {
    if (person === undefined) return [];
    const given = draw.share() < 0.3 ? draw.pick(GIVEN) : `${draw.pick(GIVEN)}${draw.pick(GIVEN)}`;
    return [{ id: person, name: `${draw.pick(SURNAMES)}${given}`, demo: true as const }];
  });
}

const post = (id: string, of: string, label: string, roles: readonly string[]): Post => ({
  id,
  unit: of,
  label,
  roles,
  person: `demo-${id}`,
});
