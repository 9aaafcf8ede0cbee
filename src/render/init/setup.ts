import type { SetupReport } from '../schemas/init.ts';
import { visible } from '../text/escape-control.ts';
import { code, prose, sentence } from '../text/markdown-escape.ts';
import { spoken } from '../text/quoted-name.ts';
import { hanging, type Line, span, type Tone } from '../text/styled-line.ts';

type Result = SetupReport['commands'][number]['result'];

const RESULTS: Readonly<
  Record<Result, { readonly symbol: string; readonly tone: Tone; readonly word: string }>
> = {
  done: { symbol: '✓', tone: 'good', word: 'done' },
  exists: { symbol: '=', tone: 'quiet', word: 'exists' },
  waits: { symbol: '…', tone: 'progress', word: 'waits' },
  failed: { symbol: '✗', tone: 'danger', word: 'failed' },
  'not-run': { symbol: '-', tone: 'quiet', word: 'not run' },
};
const WORD_WIDTH = 7;

const TONES: Readonly<Record<SetupReport['outcome'], Tone>> = {
  done: 'good',
  incomplete: 'change',
  failed: 'danger',
  unavailable: 'danger',
  cancelled: 'danger',
  'not-confirmed': 'change',
};

/** Renders what `init --github` did. Commands are never wrapped, so that they can be copied. */
export function setupLines(setup: SetupReport, width: number): readonly Line[] {
  const { commands, outcome, reason } = setup;
  return [
    [span(title(setup), 'strong')],
    ...commands.flatMap(({ command, result, reason }) => {
      const { symbol, tone, word } = RESULTS[result];
      return [
        [span(`${symbol} ${word.padEnd(WORD_WIDTH)}  `, tone), span(visible(command))],
        ...(reason === undefined ? [] : hanging([span('    ')], [span(visible(reason), tone)], width)),
      ];
    }),
    ...hanging([], [span(spoken(reason ?? ALL_DONE), TONES[outcome])], width),
  ];
}

const ALL_DONE = 'All of these settings exist.';

/** Renders what `init --github` did as Markdown. */
export function setupMarkdown(setup: SetupReport): string {
  const items = setup.commands.map(({ command, result, reason }) => {
    const why = reason === undefined ? '' : `. ${sentence(reason)}`;
    return `- ${RESULTS[result].word}: ${code(command)}${why}`;
  });
  return [`#### ${prose(title(setup))}`, items.join('\n'), sentence(setup.reason ?? ALL_DONE)].join('\n\n');
}

function title({ repository }: SetupReport): string {
  return `Setup on GitHub${repository === undefined ? '' : ` of ${visible(repository)}`}`;
}
