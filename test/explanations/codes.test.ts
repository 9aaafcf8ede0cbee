import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ERROR_GROUPS, ERRORS } from '../../src/explanations/errors/errors.ts';
import type { Explanation } from '../../src/explanations/explanation.ts';
import { FINDING_GROUPS, FINDINGS } from '../../src/explanations/findings/findings.ts';
import { BLOCKED } from '../../src/explanations/plans/blocked.ts';
import { PROPERTY_FINDINGS } from '../../src/explanations/plans/property-findings.ts';
import { REFUSALS } from '../../src/explanations/plans/refusals.ts';
import { WARNINGS } from '../../src/explanations/plans/warnings.ts';
import { PROJECT } from '../commands/workspace.ts';

type Explanations = Readonly<Record<string, Explanation>>;

/** The text of the source files that report codes: all but the lists of codes and their explanations. */
const SOURCES = readdirSync(path.join(PROJECT, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !/^explanations|-code\.ts$|property-finding\.ts$/.test(file))
  .map((file) => readFileSync(path.join(PROJECT, 'src', file), 'utf8'))
  .join('\n');

describe.each<[string, Explanations]>([
  ['finding', FINDINGS],
  ['refusal', REFUSALS],
  ['reason of a blocked resource', BLOCKED],
  ['warning', WARNINGS],
  ['finding about a property', PROPERTY_FINDINGS],
  ['error', ERRORS],
])('%s', (_what, explanations) => {
  const all = Object.entries(explanations);

  test.each(all)('%s is reported', (code) => {
    expect(SOURCES).toContain(`'${code}'`);
  });

  test.each(all)('%s has texts of complete sentences', (_code, { title, meaning, fix }) => {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(meaning).toMatch(/^[A-Z0-9`].*\.$/);
    expect(fix).toMatch(/^[A-Z].*\.$/);
  });
});

test.each([
  ['findings', FINDING_GROUPS, FINDINGS],
  ['errors', ERROR_GROUPS, ERRORS],
])('the page explains each of the %s once', (_what, groups, all: Explanations) => {
  const codes = groups.flatMap(({ explanations }) => Object.keys(explanations));
  expect([...codes].sort()).toEqual(Object.keys(all).sort());
});
