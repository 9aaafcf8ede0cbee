import { visible } from '../text/escape-control.ts';
import { code, emphasized, prose, sentence } from '../text/markdown-escape.ts';
import { spoken } from '../text/quoted-name.ts';
import { hanging, type Line, span } from '../text/styled-line.ts';
import type { Section } from './byte-budget.ts';
import type { CheckList } from './document.ts';

/** Renders checks for a terminal: a line for each, and what to do below it. */
export function checkLines({ title, items }: CheckList, width: number): readonly Line[] {
  return [
    ...(title === undefined ? [] : [[span(title, 'strong')]]),
    ...items.flatMap(({ symbol, tone, name, text, hint }) => [
      ...hanging(
        [span(`${symbol} `, tone)],
        [
          span(visible(name), tone === 'good' || tone === 'quiet' ? 'plain' : tone),
          span(`: ${spoken(text)}`),
        ],
        width,
      ),
      ...(hint === undefined ? [] : hanging([span('  → ', 'quiet')], [span(spoken(hint))], width)),
    ]),
  ];
}

/** Renders checks as a table in Markdown. Problems and warnings are emphasized. */
export function checkSection({ title, items }: CheckList): Section {
  const parts = items.map(({ symbol, tone, name, text, hint }) => {
    const listed = [emphasized(tone, sentence(text)), ...(hint === undefined ? [] : [`→ ${sentence(hint)}`])];
    return `| ${prose(symbol)} ${code(name)} | ${listed.join('<br>')} |`;
  });
  return {
    what: title === undefined ? 'rows' : `rows of "${title}"`,
    rank: 2,
    open: `${title === undefined ? '' : `#### ${prose(title)}\n\n`}| Check | Result |\n|---|---|`,
    parts,
    close: '',
    items: 'checks',
  };
}
