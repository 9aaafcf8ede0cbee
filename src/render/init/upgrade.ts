import type { Sentence } from '../document/document.ts';
import { alert } from '../document/markdown.ts';
import type { UpgradedFile, UpgradeReport } from '../schemas/init-upgrade.ts';
import { visible, visibleJson } from '../text/escape-control.ts';
import { code, fenced, prose } from '../text/markdown-escape.ts';
import type { RenderOptions } from '../text/options.ts';
import { hanging, type Line, paint, span, type Tone } from '../text/styled-line.ts';
import { count, shellWord } from '../text/words.ts';

/** A report, and whether its changes were made. */
type Report = UpgradeReport & { readonly isWritten: boolean };

/** Renders the result of `init --upgrade`: each file with its difference. Lines of differences are never wrapped. */
export function renderUpgrade(report: UpgradeReport, options: RenderOptions): string {
  const isWritten = report.refusal === undefined;
  switch (options.format) {
    case 'json':
      return `${visibleJson({ formatVersion: 1, ...report })}\n`;
    case 'markdown':
      return markdown({ ...report, isWritten });
    case 'terminal':
      return terminal({ ...report, isWritten }, options);
    default:
      return options.format satisfies never;
  }
}

/** Renders what `init --upgrade` would write, for the question whether it may. */
export function renderUpgradePreview(report: UpgradeReport, options: RenderOptions): string {
  return terminal({ ...report, isWritten: false }, options);
}

interface ChangeWords {
  readonly tone: Tone;
  readonly symbol: string;
  /** What was done, and what would be done if it were not refused. */
  readonly done: string;
  readonly planned?: string;
  readonly reason?: string;
}

const CHANGES: Readonly<Record<UpgradedFile['change'], ChangeWords>> = {
  create: { tone: 'good', symbol: '+', done: 'created', planned: 'create' },
  update: { tone: 'change', symbol: '~', done: 'updated', planned: 'update' },
  none: { tone: 'quiet', symbol: '=', done: 'up to date' },
  edited: {
    tone: 'change',
    symbol: '!',
    done: 'not changed',
    reason: 'It has content that init did not write. The difference leads to the file of this version.',
  },
  deleted: { tone: 'quiet', symbol: '!', done: 'not changed', reason: 'You deleted it.' },
  unused: { tone: 'quiet', symbol: '-', done: 'not used', reason: 'This version does not need it any more.' },
};

const WORD_WIDTH = 11;

function wordsOf({ change, failure, add }: UpgradedFile, isWritten: boolean): ChangeWords {
  const words = CHANGES[change];
  if (add !== undefined) return { ...words, reason: 'You edited it, and it lacks lines. Add to it:' };
  if (failure !== undefined) return { tone: 'danger', symbol: '✗', done: 'failed', reason: failure };
  return !isWritten && words.planned !== undefined ? { ...words, done: words.planned } : words;
}

function headline({
  files,
  isWritten,
  refusal,
  from,
  to,
  branch,
  action,
  actionReason,
}: Report): readonly string[] {
  const written = files.filter(({ change, failure }) => isWrite(change) && failure === undefined).length;
  const between = from === undefined || from === to ? `version ${to}` : `version ${to} (from ${from})`;
  const refused = refusal === undefined ? '' : 'Nothing was written. ';
  const copied = actionReason === undefined ? '' : ` (a copy, because ${actionReason})`;
  return [
    written === 0
      ? `Nothing to write: every file that init may write is that of ${between}.`
      : `${refused}${count(written, 'file')} ${isWritten ? 'written' : 'to write'} for ${between}.`,
    `Merges into ${branch} are applied; the workflows use ${action}${copied}.`,
  ];
}

function isWrite(change: UpgradedFile['change']): boolean {
  return change === 'create' || change === 'update';
}

/** What the user does next, as sentences and commands. */
function nextSteps({
  files,
  isWritten,
  refusal,
  directory,
}: Report): readonly (readonly [string, string?])[] {
  const named = (wanted: UpgradedFile['change']) =>
    files
      .filter(({ change, add }) => change === wanted && add === undefined)
      .map(({ file }) => shellWord(file));
  const [edited, unused] = [named('edited'), named('unused')];
  const at = directory === '.' ? '' : shellWord(directory);
  return [
    ...(refusal === undefined ? [] : [[refusal.message] as const]),
    ...(edited.length === 0
      ? []
      : ([
          [
            'To take over the file of this version and lose your edits:',
            `datastream init ${at && `${at} `}--upgrade --replace ${edited.join(' ')}`,
          ],
        ] as const)),
    ...(unused.length === 0
      ? []
      : ([
          ['To delete what is not used any more:', `git ${at && `-C ${at} `}rm -- ${unused.join(' ')}`],
        ] as const)),
    ...(isWritten && files.some(({ change }) => isWrite(change))
      ? [['Next: review the changes with `git diff`, and propose them for review.'] as const]
      : []),
  ];
}

function terminal(report: Report, { width, color }: RenderOptions): string {
  const columns = Math.max(40, width);
  const text = (value: string, tone: Tone = 'plain', lead: Line = []) =>
    hanging(lead, [span(visible(value), tone)], columns);
  const lines: readonly Line[] = [
    [span('DataStream init --upgrade', 'strong'), span(`  ${visible(report.directory)}`)],
    [],
    ...headline(report).flatMap((line) => text(line)),
    ...report.doubts.flatMap((line) => text(line, 'danger', [span('! ', 'danger')])),
    [],
    ...report.files.flatMap((file) => fileLines(file, report.isWritten, columns)),
    ...nextSteps(report).flatMap(([what, command]) => [
      [],
      ...text(what),
      ...(command === undefined ? [] : [[span(`  ${visible(command)}`, 'progress')]]),
    ]),
  ];
  return `${lines.map((line) => paint(line, color)).join('\n')}\n`;
}

function fileLines(file: UpgradedFile, isWritten: boolean, columns: number): readonly Line[] {
  const { symbol, done, tone, reason } = wordsOf(file, isWritten);
  const diff = file.diff?.trimEnd().split('\n') ?? [];
  return [
    [span(`${symbol} ${done.padEnd(WORD_WIDTH)}  `, tone), span(visible(file.file))],
    ...(reason === undefined ? [] : hanging([span('    ')], [span(visible(reason), tone)], columns)),
    ...(file.add === undefined ? [] : addedLines(file.add)),
    ...(file.add === undefined ? diff : []).map((line) => [span(`    ${visible(line)}`, toneOf(line))]),
  ];
}

function addedLines(add: string): readonly Line[] {
  return add.split('\n').map((line) => [span(`      ${visible(line)}`)]);
}

function toneOf(line: string): Tone {
  if (/^(---|\+\+\+) /.test(line)) return 'strong';
  const tones: Readonly<Record<string, Tone>> = { '+': 'good', '-': 'danger', '@': 'progress' };
  return tones[line[0] ?? ''] ?? 'plain';
}

function markdown(report: Report): string {
  const parts = [
    `### DataStream init: upgrade of ${code(report.directory)}`,
    alert([
      ...headline(report).map(
        (text): Sentence => ({ tone: report.refusal === undefined ? 'quiet' : 'change', text }),
      ),
      ...report.doubts.map((text): Sentence => ({ tone: 'danger', text })),
    ]),
    ...report.files.flatMap((file) => fileParts(file, report.isWritten)),
    ...nextSteps(report).flatMap(([what, command]) => [
      prose(what),
      ...(command === undefined ? [] : [fenced('sh', [command])]),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function fileParts(file: UpgradedFile, isWritten: boolean): readonly string[] {
  const { done, reason } = wordsOf(file, isWritten);
  const head = `- ${done}: ${code(file.file)}${reason === undefined ? '' : `. ${prose(reason)}`}`;
  if (file.add !== undefined) return [head, fenced('text', file.add.split('\n'))];
  return file.diff === undefined ? [head] : [head, fenced('diff', file.diff.trimEnd().split('\n'))];
}
