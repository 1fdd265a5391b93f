import { CITY_REGISTERS } from '../registers/city-registers.ts';
import { documentWith, jsonAnswer, parameter, post, problemAnswer, registerPaths } from './openapi.ts';

type Json = Readonly<Record<string, unknown>>;

const bearer = [{ post: [] }];
const text = (description: string) => ({ type: 'string', description });
const body = (required: readonly string[], properties: Json) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', required, properties } } },
});
const answers = (description: string, status = 200) => ({ [status]: jsonAnswer(description), default: problemAnswer });

const paths: Json = {
  '/api/v1/sign-in': {
    post: {
      summary: '登录：口令换令牌',
      requestBody: body(['name', 'password'], {
        name: text('账号'),
        password: text('口令'),
        newPassword: text('新口令：首次登录、重置后或到期时必填'),
        post: text('岗位：一人多岗时选择其一'),
      }),
      responses: answers('令牌、岗位和到期时间'),
    },
  },
  '/api/v1/sign-out': { post: { summary: '退出登录', security: bearer, responses: answers('已退出', 204) } },
  '/api/v1/me': { get: { summary: '当前岗位', security: bearer, responses: answers('岗位、单位和角色') } },
  '/api/v1/human-check': {
    get: { summary: '人机校验题；解答放入请求头 Human-Check', responses: answers('题目、难度和有效期') },
  },
  '/api/v1/cases/{id}/unmask': {
    post: {
      summary: '查看完整信息，理由记入日志',
      security: bearer,
      parameters: [parameter('id', 'path')],
      requestBody: body(['fields', 'reason'], {
        fields: { type: 'array', items: { type: 'string' } },
        reason: text('理由，4 至 200 字'),
      }),
      responses: answers('所申请的各项'),
    },
  },
  '/api/v1/live': {
    get: {
      summary: '变动推送（server-sent events），只含编号；断线后带 Last-Event-ID 续接',
      security: bearer,
      responses: { 200: { description: '事件流', content: { 'text/event-stream': {} } }, default: problemAnswer },
    },
  },
  '/api/v1/changes': {
    get: {
      summary: '变动查询：不能保持连接时，用上次返回的 next 再问',
      security: bearer,
      parameters: [parameter('after', 'query')],
      responses: answers('变动和下一次的位置'),
    },
  },
  '/api/v1/places': {
    get: {
      summary: '地点搜索：名称、别名、拼音、首字母',
      security: post,
      parameters: [parameter('q', 'query'), parameter('limit', 'query')],
      responses: answers('地点'),
    },
  },
  '/api/v1/webhooks': {
    get: { summary: '事件订阅', security: bearer, responses: answers('订阅') },
    post: {
      summary: '订阅事件：CloudEvents，只含编号，带签名；密钥只显示一次',
      security: bearer,
      requestBody: body(['url', 'eventTypes'], {
        url: text('接收地址，https'),
        eventTypes: { type: 'array', items: { type: 'string' } },
      }),
      responses: answers('订阅编号和密钥', 201),
    },
  },
  '/api/v1/webhooks/{id}': {
    delete: {
      summary: '取消订阅',
      security: bearer,
      parameters: [parameter('id', 'path')],
      responses: answers('已取消', 204),
    },
  },
  '/api/v1/search': {
    get: {
      summary: '全文检索：两个字以上的词，空格表示同时包含，新的在前',
      security: bearer,
      parameters: [parameter('q', 'query'), parameter('limit', 'query'), parameter('cursor', 'query')],
      responses: answers('一页事项'),
    },
  },
  '/api/v1/daily-sum': {
    get: {
      summary: '每日汇总',
      security: bearer,
      parameters: [parameter('day', 'query')],
      responses: { 200: { description: '一页', content: { 'text/html': {} } }, default: problemAnswer },
    },
  },
};

/** What is common to all systems: signing in, live changes, places, the registers that a city is made of. */
export const platformApi = (): Json =>
  documentWith('platform', Object.assign({ ...paths }, ...CITY_REGISTERS.map(registerPaths)));
