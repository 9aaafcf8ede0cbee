import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { plan } from '../../src/commands/plan.ts';
import type { Context, Result } from '../../src/commands/session/context.ts';
import { status } from '../../src/commands/status.ts';
import { DEFAULTS, exampleSecrets, workspace } from './workspace.ts';

const HOUR = 3_600_000;

/** Each command without and with `--detailed-exitcode`. */
const both = [false, true].map((detailedExitcode) => ({ ...DEFAULTS, detailedExitcode }));
type Given = (typeof both)[number];

const planOf = (options: object) => (context: Context, given: Given) =>
  plan(context, { ...given, ...options });
const applyOf = (options: object) => (context: Context, given: Given) =>
  apply(context, { ...given, ...options });
const statusOf = (options: object) => (context: Context, given: Given) =>
  status(context, { ...given, ...options });

const everyone = ['store-elastic', 'edge-archive'];
/** Only `store-elastic` has nothing to do. A bound id that does not exist blocks. */
const block = (text: string) => text.replace('spec:\n', 'spec:\n  streamId: 1\n');
const unprotected = (text: string) => text.replace('state: active', 'state: inactive');

type Command = (context: Context, given: Given) => Promise<Result>;

describe('exit codes, without and with --detailed-exitcode', () => {
  test.each<[string, Command, (text: string) => string, 0 | 1 | 2 | 3, 0 | 1 | 2 | 3]>([
    ['plan: nothing to do', planOf({ only: ['store-elastic'] }), same, 0, 0],
    ['plan: changes', planOf({ only: everyone }), same, 0, 2],
    ['plan: a stream is blocked', planOf({ only: everyone }), block, 1, 1],
    ['plan: refused', planOf({ allow: { deactivate: 0 } }), same, 3, 3],
    ['plan: refused, and a stream is blocked', planOf({ allow: { deactivate: 0 } }), block, 3, 3],
    ['plan: a protected stream', planOf({ only: everyone }), unprotected, 3, 3],
    ['plan: the manifests have errors', planOf({}), () => 'apiVersion: x', 1, 1],
    ['apply: nothing to do', applyOf({ only: ['store-elastic'] }), same, 0, 0],
    ['apply: in transition', applyOf({ only: everyone }), same, 0, 2],
    ['apply: in transition when the wait is over', applyOf({ only: everyone, wait: 1000 }), same, 0, 2],
    ['apply: converged', applyOf({ only: everyone, wait: HOUR }), same, 0, 0],
    ['apply: a stream is blocked', applyOf({}), block, 1, 1],
    ['apply: refused', applyOf({ allow: { deactivate: 0 } }), same, 3, 3],
    ['apply: refused, and a stream is blocked', applyOf({ allow: { deactivate: 0 } }), block, 3, 3],
    ['apply: the manifests have errors', applyOf({}), () => 'apiVersion: x', 1, 1],
    ['status: stable', statusOf({ only: everyone }), same, 0, 0],
    ['status: in transition', statusOf({ only: ['dns-queries'] }), same, 0, 2],
    ['status: waited for', statusOf({ only: ['dns-queries'], wait: HOUR }), same, 0, 0],
    ['status: refused to be planned', statusOf({ only: everyone }), unprotected, 0, 0],
  ])('%s', async (_, command, change, plainly, detailed) => {
    const codes: number[] = [];
    for (const given of both) {
      const { run } = await workspace({ examples: true, env: await exampleSecrets() });
      const text = await readFile('streams/edge-archive.yaml', 'utf8');
      await writeFile('streams/edge-archive.yaml', change(text));
      codes.push((await run((context) => command(context, given))).exitCode);
    }
    expect(codes).toEqual([plainly, detailed]);
  });
});

function same(text: string): string {
  return text;
}
