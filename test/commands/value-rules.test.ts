import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { validate } from '../../src/commands/validate.ts';
import type { Plan } from '../../src/model/plan.ts';
import { EXAMPLES } from '../examples.ts';
import { DEFAULTS, workspace } from './workspace.ts';

const JSON_FORMAT = { ...DEFAULTS, format: 'json' } as const;

test('a refused value blocks its stream, plan continues with the others, and validate reports an error', async () => {
  const at = await workspace({ examples: true });
  const example = await readFile(`${EXAMPLES}edge-archive.yaml`, 'utf8');
  const spoilt = example.replace(/intervalInSeconds: \d+/, 'intervalInSeconds: 300');
  expect(spoilt).not.toBe(example);
  await at.write('streams/edge-archive.yaml', spoilt);

  const checked = await at.run((context) => validate(context, { ...JSON_FORMAT }));
  expect(checked.exitCode).toBe(1);
  expect(JSON.parse(checked.output)).toMatchObject({ findings: [{ severity: 'error', rule: 'value' }] });

  const planned = await at.run((context) => plan(context, JSON_FORMAT));
  expect(planned.exitCode).toBe(1);
  const { items, warnings } = JSON.parse(planned.output) as Plan;
  const blocked = items.filter(({ action }) => action === 'blocked');
  expect(blocked.map(({ name, reason }) => [name, reason?.includes('must be 30 or 60, not 300')])).toEqual([
    ['edge-archive', true],
  ]);
  expect(items.some(({ action }) => action === 'create' || action === 'update')).toBe(true);
  expect(warnings.filter(({ message }) => message.includes('300'))).toEqual([]);
});
