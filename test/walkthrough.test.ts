import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { typingOf } from '../src/cli/invocation.ts';
import { apply } from '../src/commands/apply.ts';
import { plan } from '../src/commands/plan.ts';
import { status } from '../src/commands/status.ts';
import { EFFECTS } from '../src/model/effect.ts';
import { DEFAULTS, exampleSecrets, PROJECT, workspace } from './commands/workspace.ts';
import { expectShown, fenced } from './shown-output.ts';

const README = path.join(PROJECT, 'README.md');

/** The options that `npm start` adds; `npm start -- plan` does not check properties. */
const NPM_START = {
  ...DEFAULTS,
  checkProperties: true,
  typing: typingOf({ simulator: DEFAULTS.simulator }, 'npm start --'),
};

test("the README's walkthrough shows the output of the commands: plan, apply --wait, an empty plan", async () => {
  const { run } = await workspace({ examples: true, env: await exampleSecrets() });
  const first = await run((context) => plan(context, NPM_START));
  const applied = await run((context) => apply(context, { ...NPM_START, wait: 3_600_000 }));
  const last = await run((context) =>
    plan(context, { ...NPM_START, checkProperties: false, detailedExitcode: true }),
  );

  expect(first.exitCode).toBe(0);
  expect(applied.exitCode).toBe(0);
  expect(last.exitCode).toBe(0);
  expect(last.output).toContain('No changes.');
  await expectShown('README.md', {
    'run: plan': fenced('npm start', first.output),
    'run: apply --wait': fenced('npm start -- apply --wait', applied.output),
    'run: plan again': fenced('npm start -- plan', last.output),
  });
});

test('the first plan of the examples has one of each: create, update, activate, deactivate, in transition, unchanged, unmanaged', async () => {
  const { run } = await workspace({ examples: true });
  const { output } = await run((context) => plan(context, { ...DEFAULTS, format: 'json' }));
  const { items, orphans, summary } = JSON.parse(output);
  expect(summary).toMatchObject({ create: 1, update: 2, activate: 1, deactivate: 1, unchanged: 3 });
  const stable = items.filter((item: { action: string }) => item.action === 'none');
  expect(stable.map((item: { status: string }) => item.status).sort()).toEqual([
    'ACTIVATED',
    'ACTIVATED',
    'ACTIVATING',
  ]);
  expect(orphans.map((orphan: { name: string }) => orphan.name)).toEqual([
    'edge-errors-trial',
    'portal-experiment',
  ]);
});

test('status after the walkthrough shows every stream as stable and exits with 0 even with --detailed-exitcode', async () => {
  const { run } = await workspace({ examples: true, env: await exampleSecrets() });
  await run((context) => apply(context, { ...DEFAULTS, wait: 3_600_000 }));
  const result = await run((context) =>
    status(context, { ...DEFAULTS, detailedExitcode: true, format: 'json' }),
  );
  expect(result.exitCode).toBe(0);
  const { items } = JSON.parse(result.output);
  expect(items.every((item: { condition: string }) => item.condition === 'stable')).toBe(true);
});

test('the README says what each effect means', async () => {
  const readme = await readFile(README, 'utf8');
  for (const effect of EFFECTS) expect(readme).toContain(`| \`${effect}\` |`);
});
