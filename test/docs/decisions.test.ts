import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../commands/desk.ts';

const DECISIONS = readFileSync(path.join(PROJECT, 'docs/decisions.md'), 'utf8');
const NUMBERS = [...DECISIONS.matchAll(/^## (\d+)\. \S/gm)].map(([, number]) => Number(number));

test('decisions are numbered in order, without gaps', () => {
  expect(NUMBERS).toEqual(NUMBERS.map((_, index) => index + 1));
});

test('each decision is a paragraph of its own that names its cost', () => {
  const sections = DECISIONS.split(/^(?=## )/m).slice(1);
  expect(sections).toHaveLength(NUMBERS.length);
  for (const section of sections) {
    expect(section).toMatch(/^## .+\n\n/);
    expect(section).toContain('Cost: ');
    expect(section).toMatch(/[^\n]\n\n?$/);
  }
});

test('every reference to a decision by number names one that exists', () => {
  for (const name of ['decisions', 'ci', 'github', 'performance', 'simulator']) {
    const text = readFileSync(path.join(PROJECT, `docs/${name}.md`), 'utf8');
    for (const [, number] of text.matchAll(/\bdecisions? (\d+)/gi)) expect(NUMBERS).toContain(Number(number));
  }
});
