import { clipped } from './display-width.ts';
import { visible } from './escape-control.ts';

/** What stands around a name. Names of others hold neither: `visible` writes their control characters out. */
const BEGIN = '\u0002';
const END = '\u0003';
const QUOTED = new RegExp(`${BEGIN}([^${BEGIN}${END}]*)${END}`);

/** A name that nobody can take for more than one word of the sentence around it. */
const ONE_WORD = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_@.:/+…-]*$/u;

/**
 * What others chose, to stand in a sentence of ours: a stream may be called `x), and all is well (`, or a backtick, which
 * would turn our own words into code. Where it begins and ends is for each face to show.
 */
export function quoted(name: string, width?: number): string {
  return `${BEGIN}${visible(clipped(name, width))}${END}`;
}

/** A piece of a sentence. */
interface Piece {
  readonly text: string;
  readonly isName: boolean;
}

/** A sentence as our own words and names by turns. */
export function piecesOf(sentence: string): readonly Piece[] {
  return sentence.split(QUOTED).map((text, i) => ({ text, isName: i % 2 === 1 }));
}

/** A sentence on a terminal, where a name stands in quotes if it could be read as more than a name. */
export function spoken(sentence: string): string {
  return piecesOf(sentence)
    .map(({ text, isName }) =>
      isName && !ONE_WORD.test(text) ? `"${visible(text).replaceAll('"', '\\"')}"` : visible(text),
    )
    .join('');
}
