import { clipped } from '../text/display-width.ts';
import { code, emphasized, prose, sentence, strong } from '../text/markdown-escape.ts';
import type { Tone } from '../text/styled-line.ts';
import { fitted, type Section } from './byte-budget.ts';
import type {
  Block,
  ClosingLines,
  Document,
  Findings,
  FindingView,
  Notes,
  Sentence,
  Table,
} from './document.ts';
import { entrySections } from './markdown-entries.ts';

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

/** A quotation of GitHub's that stands out, by the gravest sentence in it. */
export function alert(headline: readonly Sentence[]): string {
  const kind = ALERTS.find(([tone]) => headline.some((s) => s.tone === tone))?.[1] ?? 'TIP';
  const lines = headline.map(({ tone, text }) =>
    tone === 'quiet' ? sentence(text) : strong(sentence(text)),
  );
  return [`> [!${kind}]`, ...lines.flatMap((line, i) => (i === 0 ? [`> ${line}`] : ['>', `> ${line}`]))].join(
    '\n',
  );
}

/** Lines that stay together, under no heading. */
export function section(what: string, rank: number, lines: readonly string[]): Section {
  return { what, rank, open: '', parts: [lines.join('\n')], close: '' };
}

/** A block as parts that can be cut. */
export function sections(block: Block): readonly Section[] {
  switch (block.tag) {
    case 'entries':
      return entrySections(block);
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

/** Refusals and warnings stand open; what needs nobody is folded. */
function notes({ title, tone, hint, notes }: Notes): Section {
  const parts = notes.map(
    ({ subject, text }) => `- ${subject === undefined ? '' : `${code(subject)}: `}${sentence(text)}`,
  );
  const grave = tone === 'danger' || tone === 'change';
  const after = hint === undefined ? '' : `\n\n${sentence(hint)}`;
  const what = `lines of "${title}"`;
  if (grave)
    return { what, rank: tone === 'danger' ? 1 : 3, open: `#### ${prose(title)}\n`, parts, close: after };
  const open = `<details><summary>${prose(title)} (${notes.length})</summary>\n`;
  return { what, rank: 5, open, parts, close: `${after}\n\n</details>` };
}

function table({ columns, rows }: Table): Section {
  const parts = rows.map((row) => {
    const { symbol, cells } = row;
    const stream = [`${prose(symbol)} ${code(clipped(cells[0] ?? ''))}`, inCell('stream', columns, cells)];
    return `| ${stream.filter((line) => line !== '').join('<br>')} | ${inCell('state', columns, cells)} |`;
  });
  return {
    what: 'rows of the table of streams',
    rank: 2,
    open: '| Stream | State |\n|---|---|',
    parts,
    close: '',
    items: 'streams',
  };
}

/** All values of a row that belong in one cell, but its name; those that are unknown are left out. */
function inCell(
  cell: 'stream' | 'state',
  columns: Table['columns'],
  cells: Table['rows'][number]['cells'],
): string {
  const told = columns.flatMap(({ markdown: place }, i) => {
    const value = cells[i] ?? '–';
    return i === 0 || place.cell !== cell || value === '–' ? [] : [prose(`${place.lead ?? ''}${value}`)];
  });
  return told.join(', ');
}

function rowNotes({ rows }: Table): Section {
  const parts = rows.flatMap(({ cells, notes }) =>
    notes.map(({ tone, text }) => `- ${code(cells[0] ?? '')}: ${emphasized(tone, sentence(text))}`),
  );
  return { what: 'notes', rank: 3, open: '', parts, close: '' };
}

/** What has to be mended first, and the longest of it, the place, where a phone may cut it. */
function findings({ findings }: Findings): Section {
  const isError = ({ severity }: FindingView) => severity === 'error';
  const sorted = [...findings.filter(isError), ...findings.filter((one) => !isError(one))];
  const parts = sorted.map(({ tone, place, severity, code: id, message, hint }) => {
    const told = [
      emphasized(tone, severity),
      sentence(message),
      ...(hint === undefined ? [] : [`→ ${sentence(hint)}`]),
      code(id),
    ];
    return `| ${told.join('<br>')} | ${code(place)} |`;
  });
  return {
    what: 'findings',
    rank: 2,
    open: '| Finding | Where |\n|---|---|',
    parts,
    close: '',
    items: 'findings',
  };
}

function closing({ lines }: ClosingLines): Section {
  const text = lines.map((line) => sentence(line.text)).join('<br>');
  return { ...section('closing lines', 1, [text]), parts: lines.length === 0 ? [] : [text] };
}
