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
}

const BETWEEN = '\n\n';
/** Room for the line that says what was cut. */
const NOTICE = 600;
const LEAST = 1000;

/**
 * Sections in their order, cut by rank to so many characters (less than 1,000 counts as 1,000); the pieces that are
 * cut are counted in a last line.
 */
export function fitted(sections: readonly Section[], maxLength: number): string {
  const filled = sections.filter(({ parts }) => parts.length > 0);
  const whole = drawn(filled);
  if (whole.length <= maxLength) return whole;
  const kept = choose(filled, Math.max(LEAST, maxLength) - NOTICE);
  const cut = filled
    .map((section, i) => ({ what: section.what, n: section.parts.length - (kept[i]?.parts.length ?? 0) }))
    .filter(({ n }) => n > 0);
  const notice = `_Cut to fit: ${cut.map(({ what, n }) => `${n} ${what}`).join(', ')}. The terminal and JSON outputs have everything._\n`;
  const text = drawn(kept.filter(({ parts }) => parts.length > 0));
  return `${text}${text === '' ? '' : '\n'}${notice}`;
}

function drawn(sections: readonly Section[]): string {
  return sections.length === 0 ? '' : `${sections.map(sectionText).join(BETWEEN)}\n`;
}

function sectionText({ open, parts, close, gap = '\n' }: Section): string {
  return `${open === '' ? '' : `${open}\n`}${parts.join(gap)}${close}`;
}

/** Gives room to sections by rank, and within each to its pieces in their order; one that is too long is passed over. */
function choose(sections: readonly Section[], room: number): readonly Section[] {
  const order = sections.map((_, i) => i).sort((a, b) => (sections[a]?.rank ?? 0) - (sections[b]?.rank ?? 0));
  const kept = sections.map((section) => ({ ...section, parts: [] as readonly string[] }));
  let left = room;
  for (const i of order) {
    const section = sections[i];
    if (section === undefined) continue;
    const parts = fitting(section, left);
    kept[i] = { ...section, parts };
    if (parts.length > 0) left -= sectionText({ ...section, parts }).length + BETWEEN.length;
  }
  return kept;
}

function fitting({ open, parts, close, gap = '\n' }: Section, room: number): readonly string[] {
  let left = room - open.length - close.length - BETWEEN.length - 1;
  return parts.filter((part) => {
    const length = part.length + gap.length;
    if (length > left) return false;
    left -= length;
    return true;
  });
}
