import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { stepsAfterInit } from '../../src/commands/init/next-steps.ts';
import { PROJECT } from '../commands/workspace.ts';

const STEPS = stepsAfterInit('main', []);
const PAGE = readFileSync(path.join(PROJECT, 'docs/github.md'), 'utf8');
const SECTION = PAGE.slice(
  PAGE.indexOf('## How do I set it up?'),
  PAGE.indexOf('### How long does the first run'),
);

test('docs/github.md has the steps that init prints, with the same numbers and titles', () => {
  const steps = [...SECTION.matchAll(/^\*\*(\d+)\. (.+?)\.?\*\*/gm)].map(([, number, title]) => ({
    number: Number(number),
    title,
  }));
  expect(steps).toEqual(STEPS.map(({ title }, index) => ({ number: index + 1, title })));
});

test('docs/github.md names each secret and variable in the step that sets it', () => {
  const texts = SECTION.split(/^\*\*\d+\. /m).slice(1);
  const names = STEPS.flatMap(({ commands }, index) =>
    commands.flatMap((command) => {
      const [, name] = /^gh (?:secret|variable) set (\w+)/.exec(command) ?? [];
      return name === undefined ? [] : [[index, name] as const];
    }),
  );
  expect(names.length).toBeGreaterThan(4);
  for (const [index, name] of names) expect(texts[index]).toContain(`| \`${name}\` |`);
});

test('init and docs/github.md refer to the step with the variable by its number', () => {
  const number = STEPS.findIndex(({ commands }) => commands.join().includes('DATASTREAM_TARGET ')) + 1;
  expect(STEPS[0]?.text).toContain(`the variable of step ${number} `);
  expect(SECTION).toContain(`the variable of step ${number},`);
});
