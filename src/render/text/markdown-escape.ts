import { logText, visible } from './escape-control.ts';
import { piecesOf } from './quoted-name.ts';
import type { Tone } from './styled-line.ts';

/**
 * Text that a code span of backticks shows as it is, in a table cell too. Tags and mentions would be shown there as they
 * are as well; they go the other way so that they stand nowhere in the source, whoever reads it.
 */
const PLAIN_CODE = /^[\p{L}\p{N}_.,:;/?=&%+~#(){}>'"!*^[\]→…–-]([^`|\\<@]*[^`|\\<@ ])?$/u;
/** Ends a run of text without showing: no mention, e-mail link, reference or emoji reaches across it. */
const BREAK = '<!-- -->';

/** What others wrote, as code. Code is the one place where GitHub looks for no mentions, references, emoji or formulas. */
export function code(text: string): string {
  const shown = visible(text);
  if (PLAIN_CODE.test(shown)) return `\`${shown}\``;
  return htmlCode(text);
}

/** The same where no Markdown is read (`<summary>`), and for text that a code span cannot hold. */
export function htmlCode(text: string): string {
  return `<code>${visible(text)
    .replace(/[^\p{L}\p{N} -]/gu, entity)
    .replaceAll('&#64;', `&#64;${BREAK}`)}</code>`;
}

/**
 * A sentence: names, and what stands between backticks, become code, and everything else is shown as it is: no mark-up,
 * no HTML, no link, no mention, no reference, no emoji, no formula. Stays on one line.
 */
export function sentence(text: string): string {
  return piecesOf(text)
    .map((piece) => (piece.isName ? code(piece.text) : withCode(piece.text)))
    .join('');
}

function withCode(text: string): string {
  const parts = text.split('`');
  const closed = parts.length % 2 === 1;
  return parts
    .map((part, i) => {
      if (i % 2 === 1 && (closed || i < parts.length - 1)) return part === '' ? '' : code(part);
      return (i % 2 === 1 ? '&#96;' : '') + prose(part);
    })
    .join('');
}

/** What means something to Markdown, HTML or GitHub, each with its cure in `harmless`. */
const MEANINGFUL = /[&<>"'\\`*_{}[\]|~^=$@#]|:(?=[\w:+/-])|\b(?:www|GH)(?=[.-])|^[-+]|^\d+(?=[.)])/gi;

/** Text without any mark-up of its own. */
export function prose(text: string): string {
  return visible(text).replace(MEANINGFUL, harmless);
}

function harmless(found: string): string {
  if (found === '$') return '<span>$</span>';
  if (/^[@#]$/.test(found)) return entity(found) + BREAK;
  if (/^(:|www|GH)$/i.test(found)) return found + BREAK;
  return entity(found.slice(0, 1)) + found.slice(1);
}

/** Lines in a fence that none of them can close. None begins an HTML comment: what is hidden in a comment is ours. */
export function fenced(language: string, lines: readonly string[]): string {
  const shown = lines.map((line) => logText(visible(line)).replaceAll('<!--', '<!\\u002d-'));
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** Emphasis that holds whatever stands in it; the text is Markdown already. */
export function strong(text: string): string {
  return `<strong>${text}</strong>`;
}

/** Markdown text, emphasized where it tells of a danger. */
export function emphasized(tone: Tone, text: string): string {
  return tone === 'danger' ? strong(text) : text;
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
