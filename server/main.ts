import { dueCommand } from './cli/due.ts';
import { HOLDS, type Output, processOutput, WRONG_USAGE } from './cli/output.ts';

type Command = { readonly says: string; run(argv: readonly string[], out: Output): Promise<number> | number };

/** The commands of a city's IT staff and auditors. Exit 0 holds, 1 does not hold, 2 wrong usage. */
const COMMANDS: Readonly<Record<string, Command>> = {
  start: {
    says: 'start the platform 启动平台',
    run: async (argv, out) => (await import('./cli/start.ts')).startCommand(argv, out),
  },
  work: {
    says: 'background work 后台进程',
    run: async (argv, out) => (await import('./cli/work.ts')).workCommand(argv, out),
  },
  demo: {
    says: 'tokens of the demonstration posts 演示岗位令牌',
    run: async (argv, out) => (await import('./cli/demo.ts')).demoCommand(argv, out),
  },
  account: {
    says: 'accounts of the staff 账号',
    run: async (argv, out) => (await import('./cli/account.ts')).accountCommand(argv, out),
  },
  rates: {
    says: 'response, resolution and satisfaction rates 三率',
    run: async (argv, out) => (await import('./cli/rates-city.ts')).ratesOfCity(argv, out),
  },
  import: {
    says: 'cases of an earlier system 导入历史事项',
    run: async (argv, out) => (await import('./cli/import.ts')).importCommand(argv, out),
  },
  replay: {
    says: 'a past for a demonstration city 生成演示历史',
    run: async (argv, out) => (await import('./cli/replay.ts')).replayCommand(argv, out),
  },
  'daily-sum': {
    says: 'the sheet of a day 每日汇总',
    run: async (argv, out) => (await import('./cli/daily-sum.ts')).dailySumCommand(argv, out),
  },
  migrate: {
    says: 'open cases to a newer definition 事项定义升级',
    run: async (argv, out) => (await import('./cli/migrate.ts')).migrateCommand(argv, out),
  },
  erase: {
    says: 'private values go by law 依法清除个人信息',
    run: async (argv, out) => (await import('./cli/erase.ts')).eraseCommand(argv, out),
  },
  define: {
    says: 'check or draw the definitions 检查或绘制事项定义',
    run: async (argv, out) => (await import('./cli/define.ts')).defineCommand(argv, out),
  },
  log: {
    says: 'verify or anchor the log 校验或锚定日志',
    run: async (argv, out) => (await import('./cli/log.ts')).logCommand(argv, out),
  },
  due: { says: 'when is it due, and why 计算期限', run: dueCommand },
};

const [name = '', ...argv] = process.argv.slice(2);
const command = COMMANDS[name];
if (command) {
  process.exitCode = await command.run(argv, processOutput);
} else {
  const lines = Object.entries(COMMANDS).map(([key, { says }]) => `  ${key.padEnd(10)} ${says}`);
  const asked = name === 'help' || name === '--help';
  processOutput[asked ? 'print' : 'error'](`huying COMMAND [options]\n${lines.join('\n')}`);
  process.exitCode = asked ? HOLDS : WRONG_USAGE;
}
