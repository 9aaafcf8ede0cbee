import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { expect } from 'vitest';
import { PROJECT } from './commands/workspace.ts';

/**
 * Compares the marked parts of a document with the output that they show; `npm run generate` rewrites them.
 * @param file relative to the project
 * @param parts by mark
 */
export async function expectShown(file: string, parts: Readonly<Record<string, string>>): Promise<void> {
  const place = path.join(PROJECT, file);
  const before = await readFile(place, 'utf8');
  const after = Object.entries(parts).reduce((text, [mark, part]) => withPart(text, mark, part), before);
  if (process.env['REWRITE_DOCS'] === '1') await writeFile(place, after);
  else expect(before).toBe(after);
}

function withPart(text: string, mark: string, part: string): string {
  const start = `<!-- ${mark} -->\n`;
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf('<!-- end -->', from);
  return `${text.slice(0, from)}${part}\n${text.slice(to)}`;
}

/** A command and its output, as a code block. */
export function fenced(command: string, output: string): string {
  return `\`\`\`text\n$ ${command}\n\n${output.trimEnd()}\n\`\`\``;
}
