import type { AssumptionReport, CheckedAssumption } from '../../model/assumption.ts';
import type { CheckList, Document } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import type { Tone } from '../text/styled-line.ts';
import { count } from '../text/words.ts';

/** Renders what an account shows about the assumptions. The target is not named, so that the report can be published. */
export function renderAssumptions(report: AssumptionReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => `${visibleJson(report)}\n`,
    () => assumptionsDocument(report),
  );
}

type Word = CheckedAssumption['observation'];

/** In the order of the report: what needs attention comes first. */
const GROUPS: readonly {
  readonly word: Word;
  readonly title: string;
  readonly symbol: string;
  readonly tone: Tone;
}[] = [
  { word: 'contradicted', title: 'Contradicted', symbol: '✗', tone: 'danger' },
  { word: 'confirmed', title: 'Confirmed', symbol: '✓', tone: 'good' },
  { word: 'not-observable', title: 'Not observable here', symbol: '-', tone: 'quiet' },
];

function assumptionsDocument({ version, requests, observed, assumptions }: AssumptionReport): Document {
  const number = (word: Word) => assumptions.filter(({ observation }) => observation === word).length;
  const wrong = number('contradicted');
  const tally = `${wrong} contradicted, ${number('confirmed')} confirmed, ${number('not-observable')} not observable`;
  const seen = `${count(observed.streams, 'stream')} of ${count(observed.logTypes, 'log type')}`;
  return {
    title: 'DataStream assumptions',
    summary: tally,
    headline: [
      wrong === 0
        ? { tone: 'good', text: 'This account contradicts none of the assumptions about the API.' }
        : { tone: 'danger', text: `This account contradicts ${count(wrong, 'assumption')} about the API.` },
      {
        tone: 'quiet',
        text: `Read with datastream-gitops ${version}: ${seen}, ${count(requests, 'request')}, of which ${observed.failed} failed. The report contains nothing of the account.`,
      },
    ],
    blocks: [
      ...GROUPS.flatMap((group) => checkList(group, assumptions)),
      {
        tag: 'closing',
        total: { tone: 'strong', text: `Assumptions: ${tally}.` },
        lines:
          wrong === 0
            ? []
            : [
                {
                  tone: 'plain',
                  text: 'Please report it: paste the output of `--format markdown` into an issue.',
                },
              ],
      },
    ],
  };
}

function checkList(
  { word, title, symbol, tone }: (typeof GROUPS)[number],
  assumptions: readonly CheckedAssumption[],
): readonly CheckList[] {
  const items = assumptions
    .filter(({ observation }) => observation === word)
    .map(({ id, statement, message, reliesOn }) => ({
      symbol,
      tone,
      name: id,
      text: `${statement} ${message}`,
      ...(word === 'contradicted' ? { hint: `It concerns ${reliesOn.join(', ')}.` } : {}),
    }));
  return items.length === 0 ? [] : [{ tag: 'checks', title, items }];
}
