import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';

/** Lines of this length are in generated code, which nobody reads. */
const LONGEST_LINE = 2000;

/** The most lines that differ. Beyond it the comparison takes long, and the result is no help. */
const MOST_EDITS = 10_000;

/**
 * Returns the difference of two texts as a unified diff, without regard to line endings.
 * @returns undefined if it would be of no help to a reader
 */
export function unifiedDiff(file: string, before: string, after: string): string | undefined {
  const texts = [before, after].map((text) => text.replaceAll('\r\n', '\n'));
  const [old = '', now = ''] = texts;
  if (texts.some((text) => text.split('\n').some((line) => line.length > LONGEST_LINE))) return undefined;
  const options = { context: 3, maxEditLength: MOST_EDITS, headerOptions: FILE_HEADERS_ONLY };
  return createTwoFilesPatch(`a/${file}`, `b/${file}`, old, now, undefined, undefined, options);
}
