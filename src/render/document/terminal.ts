import { visible } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { spoken } from '../text/quoted-name.ts';
import { hanging, type Line, paint, type Span, span } from '../text/styled-line.ts';
import { checkLines } from './checks.ts';
import type { Block, ClosingLines, Document, Findings, Note, Notes, Pasted, Sentence } from './document.ts';
import { excerptsOf } from './excerpt-lines.ts';
import { adviceLines } from './terminal-advice.ts';
import { entryLines } from './terminal-entries.ts';
import { tableLines } from './terminal-table.ts';

/** In columns. Narrower terminals break the lines themselves. */
const NARROWEST = 40;
const NOTHING: Line = [];

/**
 * Renders a document for a terminal. `visible` escapes all text from outside, so that the only escape sequences are the
 * colors.
 */
export function terminal(document: Document, options: Pick<RenderOptions, 'color' | 'width'>): string {
  const width = Math.max(NARROWEST, options.width);
  const lines = [
    ...title(document, width),
    ...(document.headline.length === 0 ? [] : [NOTHING]),
    ...document.headline.flatMap((sentence) => said(sentence, width)),
    ...document.blocks.flatMap((block) => [NOTHING, ...blockLines(block, width)]),
  ];
  return `${lines.map((line) => paint(line, options.color)).join('\n')}\n`;
}

function title({ title, target }: Document, width: number): readonly Line[] {
  const lead = span(`${title}${target === undefined ? '' : '  '}`, 'strong');
  return hanging([lead], target === undefined ? [] : [span(visible(target))], width);
}

function blockLines(block: Block, width: number): readonly Line[] {
  switch (block.tag) {
    case 'entries':
      return entryLines(block, width);
    case 'notes':
      return noteLines(block, width);
    case 'table':
      return tableLines(block, width);
    case 'checks':
      return checkLines(block, width);
    case 'findings':
      return findingLines(block, width);
    case 'advice':
      return adviceLines(block, width);
    case 'pasted':
      return pastedLines(block, width);
    case 'closing':
      return closingLines(block, width);
    default:
      return block satisfies never;
  }
}

/** Renders the lines of the snippet without breaking them, so that what is copied can be pasted. */
function pastedLines({ summary, snippet }: Pasted, width: number): readonly Line[] {
  return [...said(summary, width), NOTHING, ...snippet.lines.map((line) => [span(`    ${visible(line)}`)])];
}

function said({ tone, text }: Sentence, width: number): readonly Line[] {
  return hanging([], [span(spoken(text), tone)], width);
}

function noteLines({ title, tone, hint, notes }: Notes, width: number): readonly Line[] {
  return [
    ...hanging([], [span(`${title}:`, tone === 'danger' ? 'danger' : 'strong')], width),
    ...notes.flatMap((note) => {
      const mark = span(tone === 'danger' || tone === 'change' ? '  ! ' : '  • ', tone);
      return hanging([mark], noteSpans(note), width);
    }),
    ...(hint === undefined ? [] : hanging([span('    ')], [span(spoken(hint), 'quiet')], width)),
  ];
}

function noteSpans({ subject, text, code }: Note): readonly Span[] {
  const first = subject ?? code?.code;
  return [
    ...(first === undefined ? [] : [span(visible(first), 'strong'), span('  ')]),
    span(spoken(text)),
    ...(subject === undefined || !code ? [] : [span(' '), span(`[${code.code}]`, 'quiet')]),
  ];
}

function findingLines({ findings }: Findings, width: number): readonly Line[] {
  const excerpts = excerptsOf(findings, width);
  return findings.flatMap(({ tone, file, place, severity, code, message, hint }, i) => [
    ...(i > 0 && findings[i - 1]?.file !== file ? [NOTHING] : []),
    ...hanging(
      [],
      [span(visible(place), 'strong'), span(' '), span(severity, tone), span(` ${visible(code)}`, 'quiet')],
      width,
    ),
    ...(excerpts[i] ?? []),
    ...hanging([span('  ')], [span(spoken(message))], width),
    ...(hint === undefined ? [] : hanging([span('  → ', 'quiet')], [span(spoken(hint))], width)),
  ]);
}

function closingLines({ total, lines }: ClosingLines, width: number): readonly Line[] {
  return [...(total === undefined ? [] : [total]), ...lines].flatMap((sentence) => said(sentence, width));
}
