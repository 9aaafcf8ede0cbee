import { fittedTo, type Section } from '../document/byte-budget.ts';
import type { Sentence } from '../document/document.ts';
import { alert, section } from '../document/markdown.ts';
import { prose } from '../text/markdown-escape.ts';

/** Markdown for a forge, and whether parts were omitted so that it fits. */
export interface Rendered {
  readonly text: string;
  readonly cut: boolean;
}

/** The parts of a comment, a job summary or an issue. */
export interface Comment {
  /**
   * The first lines of the text: sentences that summarize the result, most important first. Each sentence has at most
   * `mostNames` names.
   */
  readonly headline: (mostNames: number) => readonly Sentence[];
  /** Markdown lines directly below the headline: the target, and the number of streams by action or result. */
  readonly targetLines: readonly string[];
  readonly sections: readonly Section[];
  /** The URL of the job summary, which has the complete text. */
  readonly summaryUrl?: string;
}

const MOST_NAMES = 5;
/** The largest share of the budget for a headline. A headline above it counts streams and does not name them. */
const HEADLINE_SHARE = 0.4;

/**
 * Renders a comment whose first line, its headline, states the result. The headline is always included. All other parts are cut by
 * rank, in whole pieces; a last line counts what was cut and links to the complete text.
 *
 * @param budget size in bytes of UTF-8, at least 4,000. A forge limits a comment by characters and a job
 *   summary by bytes. A text never has fewer bytes than characters, so bytes are safe for both.
 */
export function renderComment(comment: Comment, budget: number): Rendered {
  const { text, cut } = fittedTo([head(comment, budget), ...comment.sections], {
    most: budget,
    size: utf8Length,
    elsewhere: elsewhere(comment),
  });
  return { text, cut };
}

/**
 * Returns a Markdown link if the URL has no blank, bracket or quote that could end the link. Otherwise returns the text
 * alone.
 */
export function link(text: string, url: string): string {
  return /^https?:\/\/[^\s<>()[\]"'`\\|]+$/.test(url) ? `[${prose(text)}](${url})` : prose(text);
}

function head({ headline, targetLines }: Comment, budget: number): Section {
  const named = alert(headline(MOST_NAMES));
  const shown = utf8Length(named) <= budget * HEADLINE_SHARE ? named : alert(headline(0));
  return section('heading', 0, [shown, '', ...targetLines]);
}

function elsewhere({ summaryUrl }: Comment): string {
  const where = summaryUrl === undefined ? 'JSON output' : 'job summary';
  const all = `Everything is in the ${where}`;
  return summaryUrl === undefined ? `${all}.` : `${link(all, summaryUrl)}.`;
}

/**
 * Returns the size of a text in bytes of UTF-8. An unpaired surrogate counts as three bytes, the size of its
 * replacement.
 */
export function utf8Length(text: string): number {
  let size = 0;
  for (const character of text) size += bytesOf(character.codePointAt(0) ?? 0);
  return size;
}

function bytesOf(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  return codePoint < 0x10000 ? 3 : 4;
}
