import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import {
  ALLOWANCE_FORM,
  DEFAULT_LIMITS,
  LIMIT_KINDS,
  readAllowances,
} from '../../src/model/safety-limits.ts';
import { PROJECT } from '../commands/workspace.ts';

const text = (file: string) => readFileSync(path.join(PROJECT, file), 'utf8').replaceAll(/\s+/g, ' ');

describe('a safety limit', () => {
  it.each(LIMIT_KINDS)('%s is raised by --allow', (kind) => {
    expect(readAllowances(`${kind}=12`)).toEqual({ [kind]: 12 });
  });

  it('is refused if unknown or without a number', () => {
    for (const wrong of ['all=1', 'live', 'live=', 'live=-1', 'live=1;delete=1', '']) {
      expect(readAllowances(wrong), wrong).toBeUndefined();
    }
  });
});

test('action.yml names every safety limit', () => {
  expect(text('action.yml')).toContain(ALLOWANCE_FORM);
});

test('the README states the default of every safety limit', () => {
  const { live, deactivate, delete: deletions, remove, property } = DEFAULT_LIMITS;
  expect(text('README.md').replaceAll(/\s+/g, ' ')).toContain(
    `updates at most ${live} active streams, deactivates ${deactivate}, deletes ${deletions}, removes ${remove} sources, and activates versions of ${property} properties on production`,
  );
});
