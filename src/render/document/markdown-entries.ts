import { begun, clipped } from '../text/display-width.ts';
import { code, emphasized, fenced, htmlCode, linkedCode, prose, sentence } from '../text/markdown-escape.ts';
import { count } from '../text/words.ts';
import type { Section } from './byte-budget.ts';
import type { EffectView, Entries, Entry, EntryList, ResultView } from './document.ts';
import { changeLines } from './markdown-diff.ts';

/**
 * Renders streams as a table with one row for each stream, followed by folded details for each stream. The table has
 * two columns: the stream with its action and state, and what the action does. A phone screen (400 px) cuts off a third
 * column, or breaks names at every hyphen. Only the table shows the symbol of an action: in front of folded details,
 * `▼` would look like a second triangle to click.
 */
export function entrySections({ entries, subject, column: listed }: Entries): readonly Section[] {
  const open = `| ${prose(subject)} | ${prose(listed)} |\n|---|---|`;
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
  const stream = [
    `${prose(entry.symbol)} ${prose(entry.word)}`,
    code(clipped(entry.name)),
    entry.facts.toReversed().map(prose).join(', '),
  ];
  const cells = [stream.filter((line) => line !== '').join('<br>'), inShort(entry)];
  return `| ${cells.join(' | ')} |`;
}

/**
 * Returns the short text of a stream: its problem; otherwise its effects outside the API; otherwise the results of its
 * steps.
 */
function inShort({ problem, problemCode, effects, results, waits = false }: Entry): string {
  if (problem !== undefined) {
    const link = problemCode ? ` (${linkedCode(problemCode.code, problemCode.url)})` : '';
    return `${sentence(problem)}${link}`;
  }
  const loud = effects.filter(({ tone }) => tone !== 'quiet');
  if (waits) return ['Nothing yet', ...laterEffects(loud)].join('; ');
  const listed = loud.length > 0 ? loud.map(shortEffect).join(', ') : shortResults(results).join('<br>');
  return listed === '' ? '–' : listed;
}

function laterEffects(effects: readonly EffectView[]): readonly string[] {
  const listed = effects.map(({ tone, short }) => shortEffect({ tone, short: uncapitalized(short) }));
  return listed.length === 0 ? [] : [`later: ${listed.join(', ')}`];
}

function uncapitalized(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function shortEffect({ tone, short }: Pick<EffectView, 'tone' | 'short'>): string {
  return emphasized(tone, prose(short));
}

/** In characters. It is enough for what failed and what to do about it, and fits in a cell on a phone screen. */
const LONGEST_ERROR = 140;

/**
 * Returns the completed steps, up to the first error. A step in transition is omitted, because the first word of the
 * row already says so.
 */
function shortResults(results: readonly ResultView[]): readonly string[] {
  const end = results.findIndex(({ error }) => error !== undefined);
  const listed = end < 0 ? results.filter(({ tone }) => tone !== 'progress') : results.slice(0, end + 1);
  return (listed.length === 0 ? results : listed).map((result) =>
    resultText(result, result.error === undefined ? undefined : begun(result.error, LONGEST_ERROR)),
  );
}

function resultText({ symbol, text }: ResultView, error: string | undefined): string {
  return `${prose(symbol)} ${prose(text)}${error === undefined ? '' : `: ${sentence(error)}`}`;
}

function details(entries: readonly Entry[]): readonly string[] {
  return entries.filter(hasDetails).map(detail);
}

function hasDetails({ changes, effects, steps, results }: Entry): boolean {
  return (
    changes.length + effects.length + steps.length > 0 || results.some(({ error }) => error !== undefined)
  );
}

/**
 * Renders the details of a stream. The details of an apply are open, because they show errors; the details of a plan
 * are folded.
 */
function detail(entry: Entry): string {
  const { word, name, asides, manifest, changes, effects, lists = [], steps, results } = entry;
  const size = changes.length === 0 ? '' : ` · ${count(changes.length, 'change')}`;
  const open = results.length > 0 ? ' open' : '';
  return [
    `<details${open}><summary>${word} ${htmlCode(name)}${size}</summary>`,
    ...lines(
      asides.map((aside, place) => (place === 0 && manifest !== undefined ? manifest : sentence(aside))),
      ' · ',
    ),
    ...(changes.length === 0 ? [] : [fenced('diff', changes.flatMap(changeLines))]),
    ...lines(effects.map(longEffect), '\n'),
    ...lists.map(listText),
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

/** Renders a titled list of an entry. */
export function listText({ title, tone, lines }: EntryList): string {
  return [`${emphasized(tone, prose(title))}:`, ...lines.map((line) => `- ${sentence(line)}`)].join('\n');
}

function longResult(result: ResultView): string {
  return `- ${resultText(result, result.error)}`;
}
