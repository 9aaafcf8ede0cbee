import type { Example } from './explanation.ts';
import { SAMPLES } from './samples.ts';

/** The file of an example before and after the fix. */
export function textsOf({ file, sample, wrong, right = sample }: Example): {
  readonly wrong: string;
  readonly right: string;
} {
  const text = SAMPLES[file];
  if (text.split(sample).length !== 2) throw new Error(`bug: ${file} does not contain once: ${sample}`);
  return { wrong: text.replace(sample, () => wrong), right: text.replace(sample, () => right) };
}

/**
 * Returns the lines that the fix removes (`-`) and adds (`+`), after the blocks that enclose them.
 */
export function exampleDifference(example: Example): readonly string[] {
  const { wrong, right } = textsOf(example);
  const [before, after] = [linesOf(wrong), linesOf(right)];
  const first = commonLength(before, after);
  const last = commonLength(before.slice(first).reverse(), after.slice(first).reverse());
  const removed = before.slice(first, before.length - last);
  const added = after.slice(first, after.length - last);
  return [
    ...enclosing(before.slice(0, first), removed[0] ?? added[0] ?? '').map((line) => `  ${line}`),
    ...removed.map((line) => `- ${line}`),
    ...added.map((line) => `+ ${line}`),
  ];
}

function linesOf(text: string): readonly string[] {
  return text.trimEnd().split('\n');
}

function commonLength(some: readonly string[], others: readonly string[]): number {
  let count = 0;
  while (count < Math.min(some.length, others.length) && some[count] === others[count]) count += 1;
  return count;
}

/** The lines before it that each are indented less than the next one, from the outermost block. */
function enclosing(before: readonly string[], line: string): readonly string[] {
  const blocks: string[] = [];
  let indentation = indentationOf(line);
  for (const one of before.toReversed()) {
    if (indentationOf(one) >= indentation) continue;
    blocks.unshift(one);
    indentation = indentationOf(one);
  }
  return blocks;
}

function indentationOf(line: string): number {
  return line.length - line.trimStart().length;
}
