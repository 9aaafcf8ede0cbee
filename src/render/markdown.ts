import type { Block, Closing, Document, Entry, Findings, Notes, Sentence, Table } from './document.ts';
import { changeLines } from './markdown-diff.ts';
import { fitted, type Section } from './markdown-fit.ts';
import { code, fenced, htmlCode, prose, sentence } from './markdown-text.ts';
import type { Tone } from './spans.ts';

/** GitHub's alert for the gravest sentence of a headline. */
const ALERTS: readonly (readonly [Tone, string])[] = [
  ['danger', 'CAUTION'],
  ['change', 'WARNING'],
  ['strong', 'WARNING'],
  ['motion', 'NOTE'],
];

/**
 * Draws a document as a comment for a pull request: headline, a table of streams, details folded. Whatever others
 * wrote stands in code or is escaped. With `maxLength` the least important parts are cut and named.
 */
export function markdown(document: Document, maxLength = Number.POSITIVE_INFINITY): string {
  return fitted([head(document), ...document.blocks.flatMap(sections)], maxLength);
}

function head({ title, summary, target, headline }: Document): Section {
  return section('heading', 0, [
    `### ${prose(title)}: ${prose(summary)}`,
    ...(target === undefined ? [] : ['', `**Target:** ${code(target)}`]),
    '',
    alert(headline),
  ]);
}

function alert(headline: readonly Sentence[]): string {
  const kind = ALERTS.find(([tone]) => headline.some((s) => s.tone === tone))?.[1] ?? 'TIP';
  const lines = headline.map(({ tone, text }) =>
    tone === 'quiet' ? sentence(text) : `**${sentence(text)}**`,
  );
  return [`> [!${kind}]`, ...lines.flatMap((line, i) => (i === 0 ? [`> ${line}`] : ['>', `> ${line}`]))].join(
    '\n',
  );
}

function section(what: string, rank: number, lines: readonly string[]): Section {
  return { what, rank, open: '', parts: [lines.join('\n')], close: '' };
}

function sections(block: Block): readonly Section[] {
  switch (block.tag) {
    case 'entries':
      return [overview(block.entries), details(block.entries)];
    case 'notes':
      return [notes(block)];
    case 'table':
      return [table(block), rowNotes(block)];
    case 'findings':
      return [findings(block)];
    case 'closing':
      return [closing(block)];
    default:
      return block satisfies never;
  }
}

/** One row for each stream: what changes and what that does. */
function overview(entries: readonly Entry[]): Section {
  const parts = entries.map((e) => {
    const told = e.effects
      .filter(({ tone }) => tone !== 'quiet')
      .map((f) => emphasized(f.tone, prose(f.short)));
    const what = e.problem === undefined ? told.join(', ') : sentence(e.problem);
    const cells = [
      `${prose(e.symbol)} ${prose(e.word)}`,
      code(e.name),
      e.facts.map(prose).join(', '),
      what || results(e),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const open = '| | Stream | Now | What it does |\n|---|---|---|---|';
  return { what: 'rows of the table of streams', rank: 2, open, parts, close: '' };
}

function emphasized(tone: Tone, text: string): string {
  return tone === 'danger' ? `**${text}**` : text;
}

function results({ results }: Entry): string {
  return results.map(({ symbol, text }) => `${symbol} ${prose(text)}`).join('<br>') || '–';
}

function details(entries: readonly Entry[]): Section {
  const parts = entries.filter(hasDetails).map(detail);
  return { what: 'details of streams', rank: 4, open: '', parts, close: '', gap: '\n\n' };
}

function hasDetails(e: Entry): boolean {
  return (
    e.changes.length + e.effects.length + e.steps.length > 0 ||
    e.results.some(({ error }) => error !== undefined)
  );
}

function detail(e: Entry): string {
  const size =
    e.changes.length === 0 ? '' : ` · ${e.changes.length} ${e.changes.length === 1 ? 'change' : 'changes'}`;
  const lists = [
    e.effects.map((f) => `- ${emphasized(f.tone, prose(f.short))}: ${sentence(f.sentence)}`),
    e.steps.map(({ when, text }) => `- *${when}:* ${sentence(text)}`),
    e.results.map(
      ({ symbol, text, error }) =>
        `- ${symbol} ${prose(text)}${error === undefined ? '' : `: ${sentence(error)}`}`,
    ),
  ];
  return [
    `<details${e.results.length > 0 ? ' open' : ''}><summary>${e.symbol} ${e.word} ${htmlCode(e.name)}${size}</summary>`,
    ...(e.asides.length === 0 ? [] : [e.asides.map(code).join(' · ')]),
    ...(e.changes.length === 0 ? [] : [fenced('diff', e.changes.flatMap(changeLines))]),
    ...lists.filter((items) => items.length > 0).map((items) => items.join('\n')),
    '</details>',
  ].join('\n\n');
}

/** Refusals and warnings stand open; what needs nobody is folded. */
function notes({ title, tone, hint, notes }: Notes): Section {
  const parts = notes.map(
    ({ subject, text }) => `- ${subject === undefined ? '' : `${code(subject)}: `}${sentence(text)}`,
  );
  const grave = tone === 'danger' || tone === 'change';
  const after = hint === undefined ? '' : `\n\n${sentence(hint)}`;
  const what = `lines of “${title}”`;
  if (grave)
    return { what, rank: tone === 'danger' ? 1 : 3, open: `#### ${prose(title)}\n`, parts, close: after };
  const open = `<details><summary>${prose(title)} (${notes.length})</summary>\n`;
  return { what, rank: 5, open, parts, close: `${after}\n\n</details>` };
}

function table({ columns, rows }: Table): Section {
  const heads = ['', ...columns.map(({ title }) => prose(title))];
  const lines = ['---', ...columns.map(({ align }) => (align === 'right' ? '---:' : '---'))];
  const parts = rows.map(
    ({ symbol, cells }) =>
      `| ${[symbol, ...cells.map((cell, i) => (i === 0 ? code(cell) : prose(cell)))].join(' | ')} |`,
  );
  return {
    what: 'rows',
    rank: 2,
    open: `| ${heads.join(' | ')} |\n| ${lines.join(' | ')} |`,
    parts,
    close: '',
  };
}

function rowNotes({ rows }: Table): Section {
  const parts = rows.flatMap(({ cells, notes }) =>
    notes.map(({ tone, text }) => `- ${code(cells[0] ?? '')}: ${emphasized(tone, sentence(text))}`),
  );
  return { what: 'notes', rank: 3, open: '', parts, close: '' };
}

function findings({ findings }: Findings): Section {
  const parts = findings.map(({ tone, place, severity, code: id, message, hint }) => {
    const told = `${sentence(message)}${hint === undefined ? '' : `<br>→ ${sentence(hint)}`}`;
    return `| ${emphasized(tone, severity)} | ${code(place)} | ${told} | ${code(id)} |`;
  });
  return {
    what: 'findings',
    rank: 2,
    open: '| | Where | What | Code |\n|---|---|---|---|',
    parts,
    close: '',
  };
}

function closing({ lines }: Closing): Section {
  return section('closing lines', 1, [lines.map(({ text }) => sentence(text)).join('<br>\n')]);
}
