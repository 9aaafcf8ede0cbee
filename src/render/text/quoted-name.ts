import { clipped } from './display-width.ts';
import { visible } from './escape-control.ts';

/**
 * The markers around a name. Names from outside contain neither, because `visible` escapes their control characters.
 */
const BEGIN = '\u0002';
const END = '\u0003';
const QUOTED = new RegExp(`${BEGIN}([^${BEGIN}${END}]*)${END}`);

/** Matches a name that needs no quotes, because it can only be read as one word of the sentence. */
const ONE_WORD = /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}_@.:/+…-]*$/u;

/**
 * Marks an external name within a sentence. A stream may have the name `x), and all is well (`, or one with a backtick
 * that would turn text into code. Each renderer shows where the name begins and ends.
 */
export function quoted(name: string, width?: number): string {
  return `${BEGIN}${visible(clipped(name, width))}${END}`;
}

/** A piece of a sentence: a name, or the text between names. */
interface Piece {
  readonly text: string;
  readonly isName: boolean;
}

/** Splits a sentence into text and names, alternately. */
export function piecesOf(sentence: string): readonly Piece[] {
  return sentence.split(QUOTED).map((text, i) => ({ text, isName: i % 2 === 1 }));
}

/** Renders a sentence for a terminal. A name is in quotes if it could be read as more than a name. */
export function spoken(sentence: string): string {
  return piecesOf(sentence)
    .map(({ text, isName }) =>
      isName && !ONE_WORD.test(text) ? `"${visible(text).replaceAll('"', '\\"')}"` : visible(text),
    )
    .join('');
}
