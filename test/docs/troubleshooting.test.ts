import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

const PAGE = readFileSync(path.join(PROJECT, 'docs/troubleshooting.md'), 'utf8');

/** The messages of the page. A message in code font may contain code itself, so the last backtick ends it. */
const MESSAGES = [...PAGE.matchAll(/^### `(.+)`$/gm)].map(([, message = '']) => message);

/** Lines that the program prints: strings in its source, and the expected outputs of tests. */
const LINES = [
  ...textsIn('src', '.ts').filter((line) => !/^\s*(?:\*|\/\/)/.test(line)),
  ...textsIn('test/golden', '.txt'),
];

function textsIn(folder: string, ending: string): readonly string[] {
  return readdirSync(path.join(PROJECT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending) && !file.startsWith('explanations'))
    .flatMap((file) => readFileSync(path.join(PROJECT, folder, file), 'utf8').split('\n'));
}

/** Whether a line has the parts of a message, in their order, and at least a dozen letters of it. */
function isPrinted(message: string): boolean {
  const parts = message.split('…').map((part) => part.trim());
  return LINES.some((line) => {
    let at = 0;
    return parts.every((part) => {
      const found = line.indexOf(part, at);
      at = found + part.length;
      return found >= 0;
    });
  });
}

test.each(MESSAGES)('the program prints: %s', (message) => {
  expect(message.replaceAll(/[^a-z]/gi, '').length).toBeGreaterThanOrEqual(12);
  expect(isPrinted(message)).toBe(true);
});

test('a message that the program does not print is reported', () => {
  expect(MESSAGES.length).toBeGreaterThan(20);
  expect(isPrinted('No credentials: there are … and no such variables')).toBe(false);
});
