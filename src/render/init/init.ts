import type { InitReport, InitResult } from '../schemas/init.ts';
import { visible, visibleJson } from '../text/escape-control.ts';
import { code, fenced, prose, sentence } from '../text/markdown-escape.ts';
import type { RenderOptions } from '../text/options.ts';
import { hanging, type Line, paint, span, type Tone } from '../text/styled-line.ts';
import { count } from '../text/words.ts';
import { setupLines, setupMarkdown } from './setup.ts';

/** Renders the result of `init`. Each command has its own line that is never wrapped, so that it can be copied. */
export function renderInit(report: InitReport, options: RenderOptions): string {
  switch (options.format) {
    case 'json':
      return `${visibleJson({ formatVersion: 1, ...report })}\n`;
    case 'markdown':
      return markdown(report);
    case 'terminal':
      return terminal(report, options);
    default:
      return options.format satisfies never;
  }
}

interface FileReport {
  readonly tone: Tone;
  readonly symbol: string;
  readonly word: string;
  readonly reason: string;
}

const SHOWN: Readonly<Record<InitResult['result'], FileReport>> = {
  written: { tone: 'good', symbol: '+', word: 'written', reason: '' },
  same: { tone: 'quiet', symbol: '=', word: 'is there', reason: '' },
  kept: {
    tone: 'change',
    symbol: '!',
    word: 'not changed',
    reason:
      'It exists and is different. `datastream init --upgrade` shows how, and replaces it if you did not edit it.',
  },
  'not-needed': { tone: 'quiet', symbol: '=', word: 'omitted', reason: '' },
  failed: { tone: 'danger', symbol: '✗', word: 'failed', reason: '' },
};

const WORD_WIDTH = 10;

function fileReport({ result, reason, add }: InitResult): FileReport {
  const words = SHOWN[result];
  if (add !== undefined) return { ...words, reason: 'It exists. Add to it:' };
  return { ...words, reason: reason ?? words.reason };
}

function headline({ files, branch, action, actionReason }: InitReport): readonly string[] {
  const written = files.filter(({ result }) => result === 'written').length;
  const total = files.every(({ result }) => result === 'same' || result === 'not-needed')
    ? 'Nothing to write: everything is there.'
    : `${count(written, 'file')} written of ${files.length}. Existing files were not changed.`;
  const copied = actionReason === undefined ? '' : ` (a copy, because ${actionReason})`;
  return [total, `Merges into ${branch} are applied; the workflows use ${action}${copied}.`];
}

function terminal(report: InitReport, { width, color }: RenderOptions): string {
  const columns = Math.max(40, width);
  const text = (value: string, tone: Tone = 'plain', lead: Line = []) =>
    hanging(lead, [span(visible(value), tone)], columns);
  const lines: readonly Line[] = [
    [span('DataStream init', 'strong'), span(`  ${visible(report.directory)}`)],
    [],
    ...headline(report).flatMap((line) => text(line)),
    ...report.doubts.flatMap((line) => text(line, 'danger', [span('! ', 'danger')])),
    [],
    ...report.files.flatMap((file) => fileLines(file, columns)),
    ...report.steps.flatMap(({ title, text: what, commands }, i) => [
      [],
      ...hanging(
        [span(`${i + 1}. `, 'strong')],
        [span(`${visible(title)}.`, 'strong'), span(` ${visible(what)}`)],
        columns,
      ),
      ...commands.map((command) => [span(`     ${visible(command)}`, 'progress')]),
    ]),
    ...(report.setup ? [[], ...setupLines(report.setup, columns)] : []),
  ];
  return `${lines.map((line) => paint(line, color)).join('\n')}\n`;
}

function fileLines(result: InitResult, columns: number): readonly Line[] {
  const { symbol, word, tone, reason } = fileReport(result);
  return [
    [span(`${symbol} ${word.padEnd(WORD_WIDTH)}  `, tone), span(visible(result.file))],
    ...(reason === '' ? [] : hanging([span('    ')], [span(visible(reason), tone)], columns)),
    ...(result.add ?? '')
      .split('\n')
      .flatMap((line) => (line === '' ? [] : [[span(`      ${visible(line)}`)]])),
  ];
}

function markdown(report: InitReport): string {
  const parts = [
    `### DataStream init ${code(report.directory)}`,
    ...headline(report).map(prose),
    ...report.doubts.map((doubt) => `**${prose(doubt)}**`),
    report.files.map(fileItem).join('\n'),
    ...report.steps.flatMap(({ title, text, commands }, i) => [
      `${i + 1}\\. **${prose(title)}.** ${sentence(text)}`,
      ...(commands.length === 0 ? [] : [fenced('sh', commands)]),
    ]),
    ...(report.setup ? [setupMarkdown(report.setup)] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function fileItem(result: InitResult): string {
  const { word, reason } = fileReport(result);
  const { file, add } = result;
  const head = `- ${word}: ${code(file)}${reason === '' ? '' : `. ${prose(reason)}`}`;
  if (add === undefined) return head;
  return `${head}\n\n${fenced('', add.split('\n')).replace(/^/gm, '  ')}\n`;
}
