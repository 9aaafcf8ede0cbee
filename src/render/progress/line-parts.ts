import { displayWidth } from '../text/display-width.ts';
import { cut, type Line, lineWidth, span, type Tone } from '../text/styled-line.ts';

/** A part of a one-line summary. If there is not enough space, the part with the highest rank is omitted first. */
export interface Part {
  readonly text: string;
  readonly tone: Tone;
  readonly rank: number;
}

const SEPARATOR = ' · ';

/**
 * Joins as many parts as fit into a line of at most `width` columns. If only one part remains, it is cut between words.
 */
export function joinParts(parts: readonly Part[], width = Number.POSITIVE_INFINITY): Line {
  const line = joined(parts);
  if (lineWidth(line) <= width) return line;
  if (parts.length < 2) return cutAtWord(line, width);
  const last = parts.reduce((worst, part) => (part.rank >= worst.rank ? part : worst));
  return joinParts(
    parts.filter((part) => part !== last),
    width,
  );
}

function joined(parts: readonly Part[]): Line {
  return parts.flatMap(({ text, tone }, i) => [
    ...(i === 0 ? [] : [span(SEPARATOR, 'quiet')]),
    span(text, tone),
  ]);
}

/** Returns as many whole words as fit, with `…` for the rest. A single word is cut only if it does not fit. */
function cutAtWord(line: Line, width: number): Line {
  if (lineWidth(line) <= width) return line;
  const kept: { readonly text: string; readonly tone: Tone }[] = [];
  let left = width - 1;
  for (const word of line.flatMap(({ text, tone }) => text.split(/(?<= )/).map((each) => span(each, tone)))) {
    const columns = displayWidth(word.text.trimEnd());
    if (columns > left) break;
    kept.push(word);
    left -= displayWidth(word.text);
  }
  const last = kept.at(-1);
  if (!last) return cut(line, width);
  return [...kept.slice(0, -1), span(last.text.trimEnd(), last.tone), span('…')];
}
