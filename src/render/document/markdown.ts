import { clipped } from '../text/display-width.ts';
import { code, emphasized, fenced, linkedCode, prose, sentence, strong } from '../text/markdown-escape.ts';
import type { Tone } from '../text/styled-line.ts';
import { fitted, type Section } from './byte-budget.ts';
import { checkSection } from './checks.ts';
import type {
  Advice,
  Block,
  ClosingLines,
  Document,
  Findings,
  FindingView,
  Note,
  Notes,
  Pasted,
  Sentence,
  Snippet,
  Table,
} from './document.ts';
import { entrySections } from './markdown-entries.ts';

/** The kind of the alert, by the most severe sentence of a headline. */
const ALERTS: readonly (readonly [Tone, string])[] = [
  ['danger', 'CAUTION'],
  ['change', 'WARNING'],
  ['strong', 'WARNING'],
  ['progress', 'NOTE'],
];

/**
 * Renders a document as a comment: a headline, a table of streams, folded details. Text from
 * manifests and the account is in code or escaped. With `maxLength`, the least important parts are cut and counted.
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

/** Renders a headline as an alert. The most severe sentence determines its kind. */
export function alert(headline: readonly Sentence[]): string {
  const kind = ALERTS.find(([tone]) => headline.some((s) => s.tone === tone))?.[1] ?? 'TIP';
  const lines = headline.map(({ tone, text }) =>
    tone === 'quiet' ? sentence(text) : strong(sentence(text)),
  );
  return [`> [!${kind}]`, ...lines.flatMap((line, i) => (i === 0 ? [`> ${line}`] : ['>', `> ${line}`]))].join(
    '\n',
  );
}

/** Returns lines without a heading as one section, which is kept or cut as a whole. */
export function section(what: string, rank: number, lines: readonly string[]): Section {
  return { what, rank, open: '', parts: [lines.join('\n')], close: '' };
}

/** Returns the sections of a block. */
export function sections(block: Block): readonly Section[] {
  switch (block.tag) {
    case 'entries':
      return entrySections(block);
    case 'notes':
      return [notes(block)];
    case 'table':
      return [table(block), rowNotes(block)];
    case 'checks':
      return [checkSection(block)];
    case 'findings':
      return [findings(block)];
    case 'advice':
      return [advice(block)];
    case 'pasted':
      return [pasted(block)];
    case 'closing':
      return [closing(block)];
    default:
      return block satisfies never;
  }
}

/** Renders notes. Refusals and warnings are open; notes that require no action are folded. */
function notes({ title, tone, hint, notes }: Notes): Section {
  const parts = notes.map((note) => `- ${noteText(note)}`);
  const grave = tone === 'danger' || tone === 'change';
  const after = hint === undefined ? '' : `\n\n${sentence(hint)}`;
  const what = `lines of "${title}"`;
  if (grave)
    return { what, rank: tone === 'danger' ? 1 : 3, open: `#### ${prose(title)}\n`, parts, close: after };
  const open = `<details><summary>${prose(title)} (${notes.length})</summary>\n`;
  return { what, rank: 5, open, parts, close: `${after}\n\n</details>` };
}

function noteText({ subject, text, code: shown }: Note): string {
  const link = shown && linkedCode(shown.code, shown.url);
  const first = subject === undefined ? link : code(subject);
  const last = subject === undefined || link === undefined ? '' : ` (${link})`;
  return `${first === undefined ? '' : `${first}: `}${sentence(text)}${last}`;
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

/** Joins the values of a row that belong in one cell, without its name. Unknown values are omitted. */
function inCell(
  cell: 'stream' | 'state',
  columns: Table['columns'],
  cells: Table['rows'][number]['cells'],
): string {
  const listed = columns.flatMap(({ markdown: place }, i) => {
    const value = cells[i] ?? '–';
    return i === 0 || place.cell !== cell || value === '–' ? [] : [prose(`${place.lead ?? ''}${value}`)];
  });
  return listed.join(', ');
}

function rowNotes({ rows }: Table): Section {
  const parts = rows.flatMap(({ cells, notes }) =>
    notes.map(({ tone, text }) => `- ${code(cells[0] ?? '')}: ${emphasized(tone, sentence(text))}`),
  );
  return { what: 'notes', rank: 3, open: '', parts, close: '' };
}

/**
 * Renders findings, errors first. The position is the last column because it is the longest text, and a phone screen
 * may cut it off.
 */
function findings({ findings }: Findings): Section {
  const isError = ({ severity }: FindingView) => severity === 'error';
  const sorted = [...findings.filter(isError), ...findings.filter((one) => !isError(one))];
  const parts = sorted.map(({ tone, place, severity, code: id, url, message, hint }) => {
    const listed = [
      emphasized(tone, severity),
      sentence(message),
      ...(hint === undefined ? [] : [`→ ${sentence(hint)}`]),
      linkedCode(id, url),
    ];
    return `| ${listed.join('<br>')} | ${code(place)} |`;
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

/**
 * Renders advice folded behind its summary. Each snippet is folded again, so that the list can be read. What needs no
 * action is called a note.
 */
function advice({ summary, items, hint }: Advice): Section {
  const parts = items.map(({ tone, subject, text, snippets }) =>
    [
      `- ${tone === 'quiet' ? 'Note on ' : ''}${code(subject)}: ${emphasized(tone, sentence(text))}`,
      ...snippets.flatMap(foldedSnippet),
    ].join('\n'),
  );
  const after = hint === undefined ? '' : `\n\n${sentence(hint)}`;
  return {
    what: `lines of "${summary.text}"`,
    rank: 4,
    open: `<details><summary>${emphasized(summary.tone, prose(summary.text))}</summary>\n`,
    parts,
    close: `${after}\n\n</details>`,
  };
}

function pasted({ summary, snippet }: Pasted): Section {
  const text = emphasized(summary.tone, sentence(summary.text));
  return section(`"${snippet.title}"`, 4, [text, '', fenced(snippet.language, snippet.lines)]);
}

/** Renders a snippet folded behind its title, as lines of a list item. */
export function foldedSnippet({ title, language, lines }: Snippet): readonly string[] {
  const block = fenced(language, lines).split('\n');
  return [
    '',
    `  <details><summary>${prose(title)}</summary>`,
    '',
    ...block.map((line) => `  ${line}`),
    '',
    '  </details>',
  ];
}

function closing({ lines }: ClosingLines): Section {
  const text = lines.map((line) => sentence(line.text)).join('<br>');
  return { ...section('closing lines', 1, [text]), parts: lines.length === 0 ? [] : [text] };
}
