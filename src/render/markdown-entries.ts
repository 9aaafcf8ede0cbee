import type { EffectView, Entries, Entry, ResultView } from './document.ts';
import { changeLines } from './markdown-diff.ts';
import type { Section } from './markdown-fit.ts';
import { code, emphasized, fenced, htmlCode, prose, sentence } from './markdown-text.ts';
import { clipped } from './width.ts';
import { count } from './words.ts';

/**
 * Streams as a table, one row each, and what there is to know about each of them, folded. What is done to a stream stands
 * right beside its name: a phone shows no more than that. The sign of an action stands in the table only: in front of folded
 * details `▼` would be taken for a second triangle to click.
 */
export function entrySections({ entries, told }: Entries): readonly Section[] {
  const open = `| | Stream | ${prose(told)} | Now |\n|---|---|---|---|`;
  return [
    {
      what: 'rows of the table of streams',
      rank: 2,
      open,
      parts: entries.map(row),
      close: '',
      items: 'streams',
    },
    { what: 'details of streams', rank: 4, open: '', parts: details(entries), close: '', gap: '\n\n' },
  ];
}

function row(entry: Entry): string {
  const cells = [
    `${prose(entry.symbol)} ${prose(entry.word)}`,
    code(clipped(entry.name)),
    inShort(entry),
    entry.facts.map(prose).join(', '),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Why it does not go on; else what it does outside the API; else what became of its steps. */
function inShort({ problem, effects, results }: Entry): string {
  if (problem !== undefined) return sentence(problem);
  const loud = effects.filter(({ tone }) => tone !== 'quiet');
  const told = loud.length > 0 ? loud.map(shortEffect).join(', ') : results.map(shortResult).join('<br>');
  return told === '' ? '–' : told;
}

function shortEffect({ tone, short }: EffectView): string {
  return emphasized(tone, prose(short));
}

function shortResult({ symbol, text }: ResultView): string {
  return `${prose(symbol)} ${prose(text)}`;
}

function details(entries: readonly Entry[]): readonly string[] {
  return entries.filter(hasDetails).map(detail);
}

function hasDetails({ changes, effects, steps, results }: Entry): boolean {
  return (
    changes.length + effects.length + steps.length > 0 || results.some(({ error }) => error !== undefined)
  );
}

/** Errors of an apply stand open; the details of a plan are folded. */
function detail(entry: Entry): string {
  const { word, name, asides, changes, effects, steps, results } = entry;
  const size = changes.length === 0 ? '' : ` · ${count(changes.length, 'change')}`;
  const open = results.length > 0 ? ' open' : '';
  return [
    `<details${open}><summary>${word} ${htmlCode(name)}${size}</summary>`,
    ...lines(asides.map(sentence), ' · '),
    ...(changes.length === 0 ? [] : [fenced('diff', changes.flatMap(changeLines))]),
    ...lines(effects.map(longEffect), '\n'),
    ...lines(
      steps.map(({ when, text }) => `*${when}:* ${sentence(text)}`),
      '<br>',
    ),
    ...lines(results.map(longResult), '\n'),
    '</details>',
  ].join('\n\n');
}

function lines(texts: readonly string[], between: string): readonly string[] {
  return texts.length === 0 ? [] : [texts.join(between)];
}

function longEffect(effect: EffectView): string {
  return `- ${shortEffect(effect)}: ${sentence(effect.sentence)}`;
}

function longResult(result: ResultView): string {
  return `- ${shortResult(result)}${result.error === undefined ? '' : `: ${sentence(result.error)}`}`;
}
