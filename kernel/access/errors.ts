import { catalogue } from '../define/refusal.ts';

export const accessRefusals = catalogue('access', {
  'access.not-signed-in': {
    status: 401,
    zh: '账号或密码不正确，或账号暂时锁定。',
    zhDo: '请核对后重试；连续输错会锁定一段时间，可联系系统管理员。',
    en: 'Name or password is not right, or the account is locked for a while.',
    enDo: 'Check and try again; several failures lock the account. The administrator can help.',
  },
  'access.must-change': {
    status: 403,
    zh: '须先修改密码：{because}。',
    zhDo: '请在登录时同时填写新密码（newPassword）。',
    en: 'The password has to be changed first: {because}.',
    enDo: 'Sign in with the new password beside the old one (newPassword).',
  },
  'access.password-short': {
    status: 422,
    zh: '密码至少 {least} 位。',
    zhDo: '请加长。',
    en: 'A password has at least {least} characters.',
    enDo: 'Make it longer.',
  },
  'access.password-simple': {
    status: 422,
    zh: '密码须含大写字母、小写字母、数字、符号中的至少 {least} 类。',
    zhDo: '请补充其他类别的字符。',
    en: 'A password has at least {least} of: capital letters, small letters, digits, signs.',
    enDo: 'Add characters of other kinds.',
  },
  'access.password-name': {
    status: 422,
    zh: '密码不能包含账号名。',
    zhDo: '请换一个密码。',
    en: 'The password holds the name of the account.',
    enDo: 'Choose another one.',
  },
  'access.password-used': {
    status: 422,
    zh: '不能使用最近 {kept} 次用过的密码。',
    zhDo: '请换一个密码。',
    en: 'The password was among the last {kept}.',
    enDo: 'Choose another one.',
  },
  'access.no-post': {
    status: 403,
    zh: '该账号没有可用的岗位“{post}”。',
    zhDo: '请从 posts 中选择；没有岗位的请联系系统管理员。',
    en: 'The account holds no post {post}.',
    enDo: 'Choose one of posts; without any, ask the administrator.',
  },
  'access.account-exists': {
    status: 409,
    zh: '账号“{name}”已存在。',
    zhDo: '请换一个账号名。',
    en: 'There is an account {name} already.',
    enDo: 'Choose another name.',
  },
  'access.account-unknown': {
    status: 404,
    zh: '没有账号“{name}”。',
    zhDo: '请核对账号名。',
    en: 'There is no account {name}.',
    enDo: 'Check the name.',
  },
});
