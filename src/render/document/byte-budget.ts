import { thousands } from '../text/words.ts';

/** A part of a comment that can be shortened by whole pieces without breaking the Markdown around them. */
export interface Section {
  /** The kind of the pieces, for the line that counts what was cut. */
  readonly what: string;
  /** Rank 0 is kept first. If two sections have the same rank, the earlier one is kept first. */
  readonly rank: number;
  readonly open: string;
  readonly parts: readonly string[];
  readonly close: string;
  /** The separator between two pieces; default: a line break. */
  readonly gap?: string;
  /** The plural noun for the pieces. If it is set, the number of omitted pieces is shown directly below the others. */
  readonly items?: string;
}

/** The maximum size of a text, and where the complete text is. */
export interface Fit {
  /** The maximum, in the unit of `size`. A value below 1,000 counts as 1,000. */
  readonly most: number;
  readonly size: (text: string) => number;
  /** A Markdown sentence that says where the complete text is. */
  readonly elsewhere: string;
}

const BETWEEN = '\n\n';
/** Size reserved for the line that counts what was cut, without the sentence `elsewhere`. */
const NOTICE = 540;
const LEAST = 1000;

/**
 * Renders sections in their order and cuts them by rank to `maxLength` characters. A last line counts the pieces that
 * were cut.
 */
export function fitted(sections: readonly Section[], maxLength: number): string {
  const elsewhere = 'The terminal and JSON outputs have everything.';
  return fittedTo(sections, { most: maxLength, size: ({ length }) => length, elsewhere }).text;
}

/** Renders sections within any limit, and returns whether pieces were cut. */
export function fittedTo(
  sections: readonly Section[],
  fit: Fit,
): { readonly text: string; readonly cut: boolean } {
  const filled = sections.filter(({ parts }) => parts.length > 0);
  const whole = drawn(filled);
  if (fit.size(whole) <= fit.most) return { text: whole, cut: false };
  const available = Math.max(LEAST, fit.most) - NOTICE - fit.size(fit.elsewhere);
  return { text: cutTo(filled, available, fit), cut: true };
}

function cutTo(filled: readonly Section[], available: number, { size, elsewhere }: Fit): string {
  const kept = choose(filled, available, size);
  const lost = (section: Section, i: number) => section.parts.length - (kept[i]?.parts.length ?? 0);
  const listed = filled.flatMap((section, i) =>
    lost(section, i) > 0 ? [many(lost(section, i), section.what)] : [],
  );
  const notice = `_Cut to fit: ${listed.join(', ')}. ${elsewhere}_\n`;
  const shown = filled.flatMap((section, i) => {
    const parts = kept[i]?.parts ?? [];
    return parts.length === 0
      ? []
      : [{ ...section, parts, close: section.close + rest(section, lost(section, i)) }];
  });
  const text = drawn(shown);
  return `${text}${text === '' ? '' : '\n'}${notice}`;
}

/** Returns the line below a table that counts the omitted pieces, for readers who do not read further. */
function rest({ items }: Section, n: number): string {
  return items === undefined || n === 0 ? '' : `${BETWEEN}… and ${many(n, `more ${items}`)}`;
}

/**
 * Returns a count with its noun: `2 rows of the table`, `1 row of the table`.
 *
 * @param what text that begins with the plural noun, after at most one other word
 */
function many(n: number, what: string): string {
  return `${thousands(n)} ${n === 1 ? what.replace(/^((?:more|closing) )?(\w+)s\b/, '$1$2') : what}`;
}

function drawn(sections: readonly Section[]): string {
  return sections.length === 0 ? '' : `${sections.map(sectionText).join(BETWEEN)}\n`;
}

function sectionText({ open, parts, close, gap = '\n' }: Section): string {
  return `${open === '' ? '' : `${open}\n`}${parts.join(gap)}${close}`;
}

/**
 * Selects the pieces that fit: sections by rank, the pieces of a section in their order. A piece that is too long is
 * skipped.
 */
function choose(sections: readonly Section[], available: number, size: Fit['size']): readonly Section[] {
  const order = sections.map((_, i) => i).sort((a, b) => (sections[a]?.rank ?? 0) - (sections[b]?.rank ?? 0));
  const kept = sections.map((section) => ({ ...section, parts: [] as readonly string[] }));
  let left = available;
  for (const i of order) {
    const section = sections[i];
    if (section === undefined) continue;
    const parts = fitting(section, left, size);
    kept[i] = { ...section, parts };
    if (parts.length > 0) left -= size(sectionText({ ...section, parts })) + BETWEEN.length;
  }
  return kept;
}

function fitting(section: Section, available: number, size: Fit['size']): readonly string[] {
  const { open, parts, close, gap = '\n' } = section;
  let left = available - size(open + close + rest(section, parts.length)) - BETWEEN.length - 1;
  return parts.filter((part) => {
    const length = size(part) + gap.length;
    if (length > left) return false;
    left -= length;
    return true;
  });
}
