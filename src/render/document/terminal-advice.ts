import { visible } from '../text/escape-control.ts';
import { spoken } from '../text/quoted-name.ts';
import { hanging, type Line, span, together } from '../text/styled-line.ts';
import { count } from '../text/words.ts';
import type { Advice, Snippet } from './document.ts';

/** Renders advice. What needs no action is only counted. */
export function adviceLines({ summary, items, hint }: Advice, width: number): readonly Line[] {
  const shown = items.filter(({ tone }) => tone !== 'quiet');
  const notes = items.length - shown.length;
  const rest = notes === 0 ? [] : [`${count(notes, 'note')} not shown: use \`--format markdown\``];
  return [
    ...hanging([], [span(spoken(summary.text), summary.tone)], width),
    ...shown.flatMap(({ tone, subject, text, snippets }) => [
      ...hanging(
        [span('  ! ', tone)],
        [span(visible(subject), 'strong'), span('  '), span(spoken(text))],
        width,
      ),
      ...snippets.slice(0, 1).flatMap((snippet) => snippetLines(snippet, width)),
    ]),
    ...[...rest, ...(hint === undefined ? [] : [hint])].flatMap((text) =>
      hanging([span('  ')], [span(spoken(text), 'quiet')], width),
    ),
  ];
}

/** Breaks a snippet only between its own lines, so that what is copied can be pasted. */
function snippetLines({ title, lines }: Snippet, width: number): readonly Line[] {
  const text = lines.map((line) => together(visible(line.trim()))).join(' ');
  return hanging([span('    ')], [span(`${title}: `, 'quiet'), span(text, 'good')], width);
}
