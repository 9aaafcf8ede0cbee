import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInputs } from '../../src/action/runner/inputs.ts';
import { OUTPUTS } from '../../src/action/runner/outputs.ts';
import { PROJECT } from '../commands/workspace.ts';

interface ActionFile {
  readonly inputs: Readonly<Record<string, { readonly description: string; readonly default?: string }>>;
  readonly outputs: Readonly<Record<string, { readonly description: string }>>;
}

const { inputs, outputs }: ActionFile = parse(readFileSync(path.join(PROJECT, 'action.yml'), 'utf8'));

/** Inputs that are complete for each command and target. */
const COMPLETE = ['validate', 'plan', 'apply', 'watch'].flatMap((command) =>
  [
    { target: 'akamai', edgerc: '[default]' },
    { target: 'simulator', edgerc: '' },
  ].map((target) => ({ command, ...target, 'target-name': 'production', 'github-token': 'ghs_x' })),
);

describe('action.yml', () => {
  test('has every input that is read, and no other', () => {
    const read = new Set<string>();
    for (const given of COMPLETE) {
      readInputs((name) => {
        read.add(name);
        return new Map(Object.entries(given)).get(name) ?? '';
      });
    }
    expect(Object.keys(inputs).toSorted()).toEqual([...read].toSorted());
  });

  test.each(COMPLETE)('has the same defaults as the code: $command, $target', (given) => {
    const values = new Map(Object.entries(given));
    const own = readInputs((name) => values.get(name) ?? '');
    expect(own.tag).toBe('read');
    expect(readInputs((name) => values.get(name) ?? inputs[name]?.default ?? '')).toEqual(own);
  });

  test('has every output that is set, in the same order', () => {
    expect(Object.keys(outputs)).toEqual(OUTPUTS);
  });
});
