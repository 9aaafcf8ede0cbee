import { logText, visible } from './escape-control.ts';
import { piecesOf } from './quoted-name.ts';
import type { Tone } from './styled-line.ts';

/**
 * Matches text that a code span of backticks shows unchanged, also in a table cell. A code span would also show tags
 * and mentions unchanged. They are written as entities instead, so that no parser finds them in the source.
 */
const PLAIN_CODE = /^[\p{L}\p{N}_.,:;/?=&%+~#(){}>'"!*^[\]→…–-]([^`|\\<@]*[^`|\\<@ ])?$/u;
/** Ends a run of text invisibly. No mention, e-mail link, reference or emoji continues across it. */
const BREAK = '<!-- -->';

/** Renders external text as code. GitHub detects no mentions, references, emoji or formulas in code. */
export function code(text: string): string {
  const shown = visible(text);
  if (PLAIN_CODE.test(shown)) return `\`${shown}\``;
  return htmlCode(text);
}

/** Renders the code of a message as a link to its explanation, if its address is known. */
export function linkedCode(id: string, url: string | undefined): string {
  return url === undefined ? code(id) : `[${code(id)}](${url})`;
}

/** Renders code as HTML, where Markdown is not rendered (`<summary>`), and for text that a code span cannot hold. */
export function htmlCode(text: string): string {
  return `<code>${visible(text)
    .replace(/[^\p{L}\p{N} -]/gu, entity)
    .replaceAll('&#64;', `&#64;${BREAK}`)}</code>`;
}

/**
 * Renders a sentence on one line. Names and text between backticks become code. All other text is escaped: it has no
 * markup, HTML, link, mention, reference, emoji or formula.
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
      if (i % 2 === 1 && (closed || i < parts.length - 1)) return part === '' ? '&#96;&#96;' : code(part);
      return (i % 2 === 1 ? '&#96;' : '') + prose(part);
    })
    .join('');
}

/** Matches what has a meaning in Markdown, HTML or GitHub. `harmless` escapes each of them. */
const MEANINGFUL = /[&<>"'\\`*_{}[\]|~^=$@#]|:(?=[\w:+/-])|\b(?:www|GH)(?=[.-])|^[-+]|^\d+(?=[.)])/gi;

/** Escapes text, so that it has no markup. */
export function prose(text: string): string {
  return visible(text).replace(MEANINGFUL, harmless);
}

function harmless(found: string): string {
  if (found === '$') return '<span>$</span>';
  if (/^[@#]$/.test(found)) return entity(found) + BREAK;
  if (/^(:|www|GH)$/i.test(found)) return found + BREAK;
  return entity(found.slice(0, 1)) + found.slice(1);
}

/**
 * Renders lines in a fenced code block that none of them can close. No line can start an HTML comment, because only
 * this project writes hidden markers into comments.
 */
export function fenced(language: string, lines: readonly string[]): string {
  const shown = lines.map((line) => logText(visible(line)).replaceAll('<!--', '<!\\u002d-'));
  const longest = Math.max(
    2,
    ...shown.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence].join('\n');
}

/** Emphasizes Markdown text, whatever characters it contains. */
export function strong(text: string): string {
  return `<strong>${text}</strong>`;
}

/** Emphasizes Markdown text if it is about a danger. */
export function emphasized(tone: Tone, text: string): string {
  return tone === 'danger' ? strong(text) : text;
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}
