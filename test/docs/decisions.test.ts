import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

const FOLDER = path.join(PROJECT, 'docs/decisions');
const FILES = readdirSync(FOLDER)
  .filter((name) => name !== 'README.md')
  .toSorted();
const INDEX = readFileSync(path.join(FOLDER, 'README.md'), 'utf8');
const SECTIONS = ['Context', 'Decision', 'Cost'];

/** Texts that may refer to a decision by its number: code, tests, scripts, workflows and documentation. */
const REFERRERS = ['.', 'docs', 'src', 'test', 'bench', 'scripts', '.github'].flatMap((folder) =>
  readdirSync(path.join(PROJECT, folder), { recursive: folder !== '.', encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs|md|yml)$/.test(name))
    .map((name) => path.join(folder, name)),
);

function numberOf(file: string): number {
  return Number(/^(\d{4})-[a-z0-9]+(?:-[a-z0-9]+)*\.md$/.exec(file)?.[1]);
}

test('the files of decisions are numbered from 1 without gaps', () => {
  expect(FILES.map(numberOf)).toEqual(FILES.map((_, index) => index + 1));
});

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(path.join(FOLDER, file), 'utf8');

  test('starts with its number, its title and its status', () => {
    expect(text).toMatch(new RegExp(`^# ${numberOf(file)}\\. \\S.*\\n\\nStatus: `));
    const status = /^Status: (?:Accepted|Superseded by \[(\d+)\]\((.+)\))$/m.exec(text);
    expect(status, 'the status is neither Accepted nor Superseded by [N](file)').not.toBeNull();
    const [, number, successor] = status ?? [];
    if (successor === undefined) return;
    expect(FILES).toContain(successor);
    expect(numberOf(successor)).toBe(Number(number));
    expect(numberOf(successor)).toBeGreaterThan(numberOf(file));
  });

  test('has a context, a decision and a cost', () => {
    const parts = text.split(/^## /m).slice(1);
    expect(parts.map((part) => part.split('\n', 1)[0])).toEqual(SECTIONS);
    for (const part of parts) expect(part).toMatch(/^\w+\n\n\S[\s\S]*[^\n]\n\n?$/);
  });

  test('is listed in the index with its title', () => {
    const title = /^# (\d+\. .+)$/m.exec(text)?.[1] ?? '';
    const [number = '', ...words] = title.split('. ');
    expect(INDEX.split('\n')).toContain(`${number}. [${words.join('. ')}](${file})`);
  });

  test('links only to files that exist', () => {
    for (const [, link = ''] of text.matchAll(/\]\(([^)#:]+\.md)/g)) expect(FILES).toContain(link);
  });
});

test('the index lists every decision once, in order', () => {
  expect([...INDEX.matchAll(/^\d+\. \[.+\]\((.+)\)$/gm)].map(([, file]) => file)).toEqual(FILES);
});

test('every reference to a decision by number names one that exists', () => {
  const numbers = FILES.map(numberOf);
  const references = REFERRERS.flatMap((name) =>
    [...readFileSync(path.join(PROJECT, name), 'utf8').matchAll(/\bdecisions? (\d+)/gi)].map(
      ([, number]) => ({
        name,
        number: Number(number),
      }),
    ),
  );
  expect(references.length).toBeGreaterThan(3);
  expect(references.filter(({ number }) => !numbers.includes(number))).toEqual([]);
});

test('every link to a decision names a file that exists', () => {
  const links = REFERRERS.flatMap((name) =>
    [
      ...readFileSync(path.join(PROJECT, name), 'utf8').matchAll(
        /\((?:\.\.\/|docs\/)*decisions\/(\d[^)#]*)/g,
      ),
    ].map(([, file = '']) => file),
  );
  expect(links.length).toBeGreaterThan(0);
  expect(links.filter((file) => !FILES.includes(file))).toEqual([]);
});
