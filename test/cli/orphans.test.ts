import { afterEach, beforeEach, expect, it, test, vi } from 'vitest';
import { type Workspace, workspace } from '../commands/workspace.ts';
import { run } from './in-process.ts';

let write: Workspace['write'];

beforeEach(async () => {
  ({ write } = await workspace({ examples: true }));
});

afterEach(() => {
  vi.restoreAllMocks();
});

/** The seeded account has two streams without a manifest: one of DataStream 1, and the CDN stream portal-experiment. */
async function planWith(orphans: string) {
  await write('datastream.yaml', `apiVersion: datastream-gitops/v1\norphans: ${orphans}\n`);
  const { exitCode, stdout } = await run('plan', '--simulator', '--format', 'json');
  vi.restoreAllMocks();
  return { exitCode, json: JSON.parse(stdout) };
}

const BOTH = ['edge-errors-trial', 'portal-experiment'];
const CDN = ['portal-experiment'];

it.each([
  ['{ action: report }', 0, BOTH],
  ['{ action: report, names: [web-*] }', 0, []],
  ['{ action: fail, names: [portal-*] }', 1, CDN],
  ['{ action: fail, names: ["*"], logTypes: [cdn] }', 1, CDN],
  ['{ action: fail, names: ["*"], logTypes: [edns] }', 0, []],
  ['{ action: fail, groups: [1] }', 0, []],
  ['{ action: fail, groups: [21484, 21483, 21485, 32001] }', 1, BOTH],
])('%s: exit code %d', async (rule, code, names) => {
  const { exitCode, json } = await planWith(rule);
  expect(json.orphans.map(({ name }: { name: string }) => name)).toEqual(names);
  expect(exitCode).toBe(code);
  expect(json.failsForOrphans).toBe(code === 1 ? true : undefined);
  if (code === 1) {
    expect(json.warnings[0]).toMatchObject({
      code: 'unmanaged-streams',
      message: expect.stringContaining('datastream.yaml:2'),
    });
  }
});

test('an error needs a scope', async () => {
  const { exitCode, json } = await planWith('{ action: fail }');
  expect(exitCode).toBe(1);
  expect(json.findings).toMatchObject([{ code: 'missing-scope', line: 2 }]);
});
