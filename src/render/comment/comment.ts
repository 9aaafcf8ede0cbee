import { fittedTo, type Section } from '../document/byte-budget.ts';
import type { Sentence } from '../document/document.ts';
import { alert, section } from '../document/markdown.ts';
import { prose } from '../text/markdown-escape.ts';

/** Markdown for GitHub, and whether something of it was left out to fit. */
export interface Rendered {
  readonly text: string;
  readonly cut: boolean;
}

/** What a comment, a job summary or an issue is made of. */
export interface Comment {
  /** What it means, the most important sentence first, with at most so many names in each sentence. */
  readonly headline: (mostNames: number) => readonly Sentence[];
  /** Which target, how many streams: Markdown lines right below the headline. */
  readonly firstLine: readonly string[];
  readonly sections: readonly Section[];
  /** Where everything stands that does not fit. */
  readonly summaryUrl?: string;
}

const MOST_NAMES = 5;
/** A headline takes at most this part of the room; beyond it, it counts streams instead of naming them. */
const HEADLINE_SHARE = 0.4;

/**
 * Draws a comment whose first line says what it means. The headline is always there; everything else is cut by its
 * rank, whole pieces at a time, and what was cut is counted and linked.
 *
 * @param budget bytes of UTF-8, at least 4,000. GitHub counts characters of a comment (65,536) and bytes of a job
 *   summary (1 MiB); bytes are never fewer than characters, so that one measure is safe for both.
 */
export function renderComment(comment: Comment, budget: number): Rendered {
  const { text, cut } = fittedTo([head(comment, budget), ...comment.sections], {
    most: budget,
    size: bytes,
    elsewhere: elsewhere(comment),
  });
  return { text, cut };
}

/** A link that is nothing else: no blank, bracket or quote that could end it. */
export function link(text: string, url: string): string {
  return /^https?:\/\/[^\s<>()[\]"'`\\|]+$/.test(url) ? `[${prose(text)}](${url})` : prose(text);
}

function head({ headline, firstLine: lead }: Comment, budget: number): Section {
  const named = alert(headline(MOST_NAMES));
  const shown = bytes(named) <= budget * HEADLINE_SHARE ? named : alert(headline(0));
  return section('heading', 0, [shown, '', ...lead]);
}

function elsewhere({ summaryUrl }: Comment): string {
  const where = summaryUrl === undefined ? 'JSON output' : 'job summary';
  const all = `Everything is in the ${where}`;
  return summaryUrl === undefined ? `${all}.` : `${link(all, summaryUrl)}.`;
}

/** Bytes of a text in UTF-8; an unpaired surrogate is replaced by three. */
function bytes(text: string): number {
  let size = 0;
  for (const character of text) size += bytesOf(character.codePointAt(0) ?? 0);
  return size;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
