import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { plan } from '../../src/commands/plan.ts';
import { SITE } from '../manifest/bad-property-manifests.ts';
import { DEFAULTS, workspace } from './workspace.ts';

test('--only plans only the named manifest, and does not report the streams of the others as unmanaged', async () => {
  const { run } = await workspace({ examples: true });
  const options = { ...DEFAULTS, only: ['edge-archive'], format: 'json' } as const;
  const { items, orphans } = JSON.parse((await run((context) => plan(context, options))).output);
  expect(items.map((item: { name: string }) => item.name)).toEqual(['edge-archive']);
  expect(orphans.map((orphan: { name: string }) => orphan.name)).toEqual(['portal-experiment']);
});

test('--only reports a manifest that has errors, and does not report its stream as unmanaged', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/dns-queries.yaml';
  const text = await readFile(file, 'utf8');
  await write(file, text.replace('state: active', 'stat: active'));
  const options = { ...DEFAULTS, only: ['edge-archive'], format: 'json' } as const;
  const planned = JSON.parse((await run((context) => plan(context, options))).output);
  expect(planned.orphans.map((orphan: { name: string }) => orphan.name)).toEqual(['portal-experiment']);
  expect(planned.warnings).toContainEqual({
    code: 'manifest-not-read',
    name: 'dns-queries',
    message: expect.stringMatching(/^streams\/dns-queries\.yaml:\d+: this manifest has errors/),
  });
});

test('--only reports a manifest of properties that has errors', async () => {
  const { run, write } = await workspace({ examples: true });
  await write('streams/properties/site.yaml', SITE.replace('PRODUCTION', 'PROD'));
  const options = { ...DEFAULTS, only: ['edge-archive'], format: 'json' } as const;
  const planned = JSON.parse((await run((context) => plan(context, options))).output);
  expect(planned.warnings).toContainEqual({
    code: 'manifest-not-read',
    name: 'PropertyLogging/site',
    message: expect.stringMatching(/^streams\/properties\/site\.yaml:4: this manifest has errors/),
  });
});

const WEB_TO_DELETE = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata:
  name: web
spec:
  streamId: 7050
  state: absent
`;

test('--only with a stream to delete reads the properties of the other manifests', async () => {
  const { run, write } = await workspace({ examples: true });
  await write('streams/edge-archive.yaml', WEB_TO_DELETE);
  const www = SITE.replace('[www.example.com, 349772]', '[www.example.com]').replace('[web, 7050]', '[7050]');
  await write('streams/properties/www.yaml', www.replace('  removeStreams: [old]\n', ''));
  const options = { ...DEFAULTS, only: ['web'], format: 'json' } as const;
  const { items, warnings } = JSON.parse((await run((context) => plan(context, options))).output);
  expect(items).toMatchObject([{ name: 'web', action: 'delete' }]);
  expect(warnings).toContainEqual({
    code: 'named-by-property',
    name: 'web',
    message: expect.stringMatching(/of www\.example\.com names stream 7050/),
  });
});

test('an unknown field id is looked up, and is a warning if the API does not list it', async () => {
  const { run, write } = await workspace({ examples: true });
  const file = 'streams/agent-analytics.yaml';
  const text = await readFile(file, 'utf8');
  await write(file, text.replace('    - streamId\n', '    - streamId\n    - 77777\n'));
  const options = { ...DEFAULTS, only: ['agent-analytics'], format: 'json' } as const;
  const planned = JSON.parse((await run((context) => plan(context, options))).output);
  expect(planned.warnings.filter(({ code }: { code: string }) => code.includes('field'))).toEqual([
    {
      code: 'unlisted-field',
      name: 'agent-analytics',
      message:
        'datasetFields: the API lists no data set field with the id 77777. Check the id. The list is known to be incomplete, so the API may accept it',
    },
  ]);
});
