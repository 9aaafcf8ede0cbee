import { thousands } from '../text/words.ts';

/** A part of a comment that can lose some of its pieces, each whole, without breaking what is around them. */
export interface Section {
  /** What its pieces are, for the line that says what was cut. */
  readonly what: string;
  /** 0 is kept first; of equal ranks the earlier section is. */
  readonly rank: number;
  readonly open: string;
  readonly parts: readonly string[];
  readonly close: string;
  /** Between two pieces; a line break if not told. */
  readonly gap?: string;
  /** What a reader takes its pieces for, in the plural: how many of them were cut is then said right below the others. */
  readonly items?: string;
}

/** How much text there may be, and what stands in its place. */
export interface Fit {
  /** In the unit of `size`; less than 1,000 counts as 1,000. */
  readonly most: number;
  readonly size: (text: string) => number;
  /** Where everything stands: a Markdown sentence. */
  readonly elsewhere: string;
}

const BETWEEN = '\n\n';
/** Room for the line that says what was cut, beside the place where it all stands. */
const NOTICE = 540;
const LEAST = 1000;

/** Sections in their order, cut by rank to so many characters; the pieces that are cut are counted in a last line. */
export function fitted(sections: readonly Section[], maxLength: number): string {
  const elsewhere = 'The terminal and JSON outputs have everything.';
  return fittedTo(sections, { most: maxLength, size: ({ length }) => length, elsewhere }).text;
}

/** The same by any measure, and whether something was cut. */
export function fittedTo(
  sections: readonly Section[],
  fit: Fit,
): { readonly text: string; readonly cut: boolean } {
  const filled = sections.filter(({ parts }) => parts.length > 0);
  const whole = drawn(filled);
  if (fit.size(whole) <= fit.most) return { text: whole, cut: false };
  const room = Math.max(LEAST, fit.most) - NOTICE - fit.size(fit.elsewhere);
  return { text: cutTo(filled, room, fit), cut: true };
}

function cutTo(filled: readonly Section[], room: number, { size, elsewhere }: Fit): string {
  const kept = choose(filled, room, size);
  const lost = (section: Section, i: number) => section.parts.length - (kept[i]?.parts.length ?? 0);
  const told = filled.flatMap((section, i) =>
    lost(section, i) > 0 ? [many(lost(section, i), section.what)] : [],
  );
  const notice = `_Cut to fit: ${told.join(', ')}. ${elsewhere}_\n`;
  const shown = filled.flatMap((section, i) => {
    const parts = kept[i]?.parts ?? [];
    return parts.length === 0
      ? []
      : [{ ...section, parts, close: section.close + rest(section, lost(section, i)) }];
  });
  const text = drawn(shown);
  return `${text}${text === '' ? '' : '\n'}${notice}`;
}

/** What a reader who stops at the end of a table has to know there. */
function rest({ items }: Section, n: number): string {
  return items === undefined || n === 0 ? '' : `${BETWEEN}… and ${many(n, `more ${items}`)}`;
}

/** `2 rows of the table`, `1 row of the table`. @param what begins with its noun in the plural, after one word at most */
function many(n: number, what: string): string {
  return `${thousands(n)} ${n === 1 ? what.replace(/^((?:more|closing) )?(\w+)s\b/, '$1$2') : what}`;
}

function drawn(sections: readonly Section[]): string {
  return sections.length === 0 ? '' : `${sections.map(sectionText).join(BETWEEN)}\n`;
}

function sectionText({ open, parts, close, gap = '\n' }: Section): string {
  return `${open === '' ? '' : `${open}\n`}${parts.join(gap)}${close}`;
}

/** Gives room to sections by rank, and within each to its pieces in their order; one that is too long is passed over. */
function choose(sections: readonly Section[], room: number, size: Fit['size']): readonly Section[] {
  const order = sections.map((_, i) => i).sort((a, b) => (sections[a]?.rank ?? 0) - (sections[b]?.rank ?? 0));
  const kept = sections.map((section) => ({ ...section, parts: [] as readonly string[] }));
  let left = room;
  for (const i of order) {
    const section = sections[i];
    if (section === undefined) continue;
    const parts = fitting(section, left, size);
    kept[i] = { ...section, parts };
    if (parts.length > 0) left -= size(sectionText({ ...section, parts })) + BETWEEN.length;
  }
  return kept;
}

function fitting(section: Section, room: number, size: Fit['size']): readonly string[] {
  const { open, parts, close, gap = '\n' } = section;
  let left = room - size(open + close + rest(section, parts.length)) - BETWEEN.length - 1;
  return parts.filter((part) => {
    const length = size(part) + gap.length;
    if (length > left) return false;
    left -= length;
    return true;
  });
}
