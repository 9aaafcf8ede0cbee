import { readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { apply } from '../../src/commands/apply.ts';
import { importStreams } from '../../src/commands/import/import.ts';
import { plan } from '../../src/commands/plan.ts';
import { status } from '../../src/commands/status.ts';
import { validate } from '../../src/commands/validate.ts';
import { FIREWALL } from './invented-log-type.ts';
import { DEFAULTS, workspace } from './workspace.ts';

/**
 * A log type that does not exist takes the place of one that does, in `LOG_TYPES` and in the registry. Its name, its
 * card and its entry in the table of the simulator are all that it takes. Any other table by log type would lack it.
 */
vi.mock(import('../../src/model/collection.ts'), async (original) => {
  const module = await original();
  const names = module.LOG_TYPES as unknown as string[];
  names.splice(names.indexOf('answerx'), 1, 'firewall');
  return module;
});
vi.mock(import('../../src/collections/answerx.ts'), async () => {
  const { FIREWALL_CARD: answerx } = await import('./invented-log-type.ts');
  return { answerx };
});
vi.mock(import('../../src/simulator/vendor/log-types.ts'), async (original) => {
  const module = await original();
  const { FIREWALL_AT_VENDOR } = await import('./invented-log-type.ts');
  Object.assign(module.VENDOR_LOG_TYPES, { firewall: FIREWALL_AT_VENDOR });
  return module;
});

const MANIFEST = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: firewall-events
spec:
  logType: firewall
  state: active
  contractId: C-0N7RAC7
  groupId: 21484
  samplingPercentage: 50
  policies: [www.example.com]
  datasetFields: [9902, 9901]
  deliveryConfiguration:
    format: STRUCTURED
    fieldDelimiter: SPACE
    frequency: { intervalInSeconds: 30 }
  destination:
    destinationType: HTTPS
    displayName: Log platform
    endpoint: https://logs.example.com/akamai
    authenticationType: BASIC
    userName: { env: LOG_USER }
    password: { env: LOG_PASSWORD }
`;

const FILE = 'streams/firewall-events.yaml';
const JSON_OUTPUT = { ...DEFAULTS, format: 'json' } as const;
const APPLY = { ...JSON_OUTPUT, yes: true, wait: 3_600_000, poll: 60_000, lookup: 30_000 } as const;

it('a new log type is validated, planned, applied, reported and imported', async () => {
  const { context, run, write } = await workspace({ env: { LOG_USER: 'user', LOG_PASSWORD: 'canary' } });
  await write(FILE, MANIFEST);
  const parsed = async (result: ReturnType<typeof plan>) => JSON.parse((await result).output);
  const planned = async () => (await parsed(run((c) => plan(c, JSON_OUTPUT)))).items[0];

  expect(await validate(context, { ...DEFAULTS, format: 'terminal' })).toMatchObject({ exitCode: 0 });
  expect(await planned()).toMatchObject({
    action: 'create',
    logType: FIREWALL,
    effects: expect.arrayContaining(['starts-logs', 'secret-needed']),
  });

  const applied = await parsed(run((c) => apply(c, APPLY)));
  expect(applied).toMatchObject({ outcome: 'converged' });
  expect(await planned()).toMatchObject({ action: 'none' });
  expect((await parsed(run((c) => status(c, JSON_OUTPUT)))).items).toMatchObject([
    { name: 'firewall-events', logType: FIREWALL, condition: 'stable' },
  ]);

  await write(
    FILE,
    MANIFEST.replace('samplingPercentage: 50', 'samplingPercentage: 10')
      .replace('[www.example.com]', '[shop.example.com]')
      .replace('[9902, 9901]', '[9901, 9902]'),
  );
  expect((await planned()).effects).toEqual(
    expect.arrayContaining(['goes-live', 'source-removed', 'sampling-reduced', 'column-order']),
  );
  expect(await parsed(run((c) => apply(c, APPLY)))).toMatchObject({ outcome: 'converged' });

  const imported = await parsed(
    run((c) =>
      importStreams(c, {
        ...JSON_OUTPUT,
        streams: 'imported',
        which: [],
        logType: [FIREWALL],
        kind: [],
        all: true,
        force: true,
      }),
    ),
  );
  expect(imported.imported).toHaveLength(1);
  const text = await readFile(imported.imported[0].file, 'utf8');
  expect(text).toContain('logType: firewall');
  expect(text).toMatch(/policies:\s*(\[|- )/u);
});
