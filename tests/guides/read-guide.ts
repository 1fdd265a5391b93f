/** A guide as a reader follows it: numbered steps, each with files, edits and commands in order. */
export type GuideStep = { readonly number: number; readonly title: string; readonly actions: readonly GuideAction[] };

export type GuideAction =
  | { readonly kind: 'file'; readonly path: string; readonly text: string }
  /** Lines that go below the one line of the file that reads `after`. */
  | { readonly kind: 'insert'; readonly path: string; readonly after: string; readonly text: string }
  /** Each line of `prints` stands in one line of the output, in this order; `…` stands for anything. */
  | { readonly kind: 'run'; readonly command: string; readonly prints: readonly string[] };

const STEP = /^## (\d+)\. (.+)$/;
const FENCE = /^```(\w+)$/;
const WHOLE_FILE = /^`([^`]+)`:$/;
const INSERTION = /^In `([^`]+)`, after `([^`]+)`:$/;

/** Reads a guide. Throws where a block says neither which file it is, nor what it prints: nobody could follow it. */
export function readGuide(text: string): readonly GuideStep[] {
  const steps: { number: number; title: string; actions: GuideAction[] }[] = [];
  const lines = text.split('\n');
  let heading = '';
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const step = STEP.exec(line);
    if (step) steps.push({ number: Number(step[1]), title: step[2] ?? '', actions: [] });
    const fence = FENCE.exec(line);
    if (fence) {
      const end = lines.indexOf('```', at + 1);
      const actions = steps.at(-1)?.actions;
      if (end < 0 || !actions) throw new Error(`line ${at + 1}: a block without an end, or outside the steps`);
      addBlock(actions, { language: fence[1] ?? '', heading, body: lines.slice(at + 1, end), line: at + 1 });
      at = end;
      heading = '';
    } else if (line.trim() !== '') heading = line;
  }
  return steps;
}

type Block = {
  readonly language: string;
  /** The last line of prose above the block; empty where another block stands there. */
  readonly heading: string;
  readonly body: readonly string[];
  readonly line: number;
};

function addBlock(actions: GuideAction[], { language, heading, body, line }: Block): void {
  const last = actions.at(-1);
  if (language === 'text') {
    if (last?.kind !== 'run' || last.prints.length > 0) throw new Error(`line ${line}: an output without its command`);
    actions[actions.length - 1] = { ...last, prints: body };
    return;
  }
  if (language === 'sh') {
    actions.push({ kind: 'run', command: body.join('\n'), prints: [] });
    return;
  }
  const text = `${body.join('\n')}\n`;
  const [, path = '', after = ''] = INSERTION.exec(heading) ?? WHOLE_FILE.exec(heading) ?? [];
  if (path === '') throw new Error(`line ${line}: this block says neither its file nor its place`);
  actions.push(after ? { kind: 'insert', path, after, text } : { kind: 'file', path, text });
}

/** Lines of code that a reader has to write, blank ones included; words for people are no code. */
export const linesOfCode = (steps: readonly GuideStep[]): number =>
  steps
    .flatMap(({ actions }) => actions)
    .reduce((sum, action) => sum + (isCode(action) ? action.text.split('\n').length - 1 : 0), 0);

const isCode = (action: GuideAction): action is Exclude<GuideAction, { kind: 'run' }> =>
  action.kind !== 'run' && !action.path.endsWith('.md');

/** Promised lines that the output does not contain, each looked for below the one before. */
export function brokenPromises(prints: readonly string[], output: string): readonly string[] {
  const lines = output.split('\n');
  let from = 0;
  return prints.filter((promise) => {
    const parts = promise.split('…').map((part) => part.trim());
    const found = lines.findIndex((line, index) => index >= from && contains(line, parts));
    if (found >= 0) from = found + 1;
    return found < 0;
  });
}

function contains(line: string, parts: readonly string[]): boolean {
  let at = 0;
  return parts.every((part) => {
    const found = line.indexOf(part, at);
    at = found + part.length;
    return found >= 0;
  });
}
