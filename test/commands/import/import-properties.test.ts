import { readdir, readFile } from 'node:fs/promises';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { importProperties } from '../../../src/commands/import/import-properties.ts';
import type { ImportOptions } from '../../../src/commands/session/file-options.ts';
import { validate } from '../../../src/commands/validate.ts';
import {
  IMPORT_PROPERTIES_SCHEMA,
  type ImportPropertiesReport,
} from '../../../src/render/schemas/import-properties.ts';
import { DEFAULTS, type Workspace, workspace } from '../workspace.ts';

const OPTIONS = { ...DEFAULTS, which: [], logType: [], kind: [], all: false, force: false, width: 120 };
const isValid = new Ajv({ strict: false }).compile(IMPORT_PROPERTIES_SCHEMA);

async function imported({ run }: Workspace, ...which: readonly string[]) {
  const options: ImportOptions = { ...OPTIONS, which, format: 'json' };
  const { output, exitCode } = await run((context) => importProperties(context, options));
  const report = JSON.parse(output) as ImportPropertiesReport;
  expect(isValid(report), JSON.stringify(isValid.errors)).toBe(true);
  return { ...report, exitCode };
}

const failing = async ({ run }: Workspace, options: Partial<ImportOptions>) =>
  run((context) => importProperties(context, { ...OPTIONS, ...options }));

const streamsOf = ({ imported: all }: ImportPropertiesReport) =>
  Object.fromEntries(
    all.map(({ propertyName, streams, otherStreams }) => [
      propertyName,
      [streams.map(({ name, streamId }) => name ?? streamId), otherStreams.map(({ streamId }) => streamId)],
    ]),
  );

describe('all properties that manifests of streams name', () => {
  test('get a manifest with the streams that every behavior names', async () => {
    const at = await workspace({ examples: true });
    const report = await imported(at);
    expect(report.exitCode).toBe(0);
    expect(streamsOf(report)).toEqual({
      'www.example.com': [['edge-archive', 'origin-health', 'edge-samples'], []],
      'shop.example.com': [['edge-samples'], [7012]],
      'api.example.com': [['edge-archive'], [7052]],
    });
    // DataStream manages static.example.com, and nobody asked for it.
    expect(report.notImported).toEqual([]);
    const checked = await at.run((context) => validate(context, { ...DEFAULTS, format: 'json' }));
    expect(JSON.parse(checked.output).findings).toEqual([]);
  });

  test('are written with the schema for editors, and without options', async () => {
    const at = await workspace({ examples: true });
    await at.write('schemas/property-logging.schema.json', '{}');
    await imported(at, 'shop.example.com');
    expect(await readFile('streams/properties/shop-example-com.yaml', 'utf8')).toBe(
      `# yaml-language-server: $schema=../../schemas/property-logging.schema.json
apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata:
  name: shop-example-com
spec:
  properties: [shop.example.com]
  streams: [edge-samples]
  activation: { network: NONE }
`,
    );
  });

  test('are none after all were imported', async () => {
    const at = await workspace({ examples: true });
    await imported(at);
    expect(await imported(at)).toMatchObject({ imported: [], notImported: [], exitCode: 0 });
    const { output } = await failing(at, {});
    expect(output).toContain('Nothing to import: no manifest of a stream names another property.');
  });
});

describe('named properties', () => {
  test('are imported by name and by ID, each once', async () => {
    const at = await workspace({ examples: true });
    const report = await imported(at, 'www.example.com', '349772', 'prp_349774');
    expect(Object.keys(streamsOf(report))).toEqual(['www.example.com', 'api.example.com']);
  });

  test('name streams without a manifest by ID, if they are active streams of DataStream 2', async () => {
    const report = await imported(await workspace(), 'www.example.com', 'api.example.com');
    expect(streamsOf(report)).toEqual({
      'www.example.com': [[7050], [6301, 6310]],
      'api.example.com': [[7050], [7052]],
    });
    expect(await readFile('streams/properties/www-example-com.yaml', 'utf8')).toContain('streams: [7050]\n');
  });

  test('never name a stream that its manifest does not keep active', async () => {
    const at = await workspace({ examples: true });
    const file = 'streams/edge-archive.yaml';
    await at.write(file, (await readFile(file, 'utf8')).replace('state: active', 'state: inactive'));
    expect(await imported(at, 'api.example.com')).toMatchObject({
      imported: [],
      notImported: [{ code: 'no-streams' }],
    });
  });

  test('are reported with the reason if they have no manifest afterwards', async () => {
    const at = await workspace({ examples: true });
    await imported(at, 'www.example.com');
    const report = await imported(
      at,
      '349772',
      'static.example.com',
      'nope',
      'old.example.com',
      'api.example.com',
    );
    expect(report.exitCode).toBe(1);
    expect(report.notImported.map(({ propertyName, code }) => [propertyName, code])).toEqual([
      ['www.example.com', 'has-manifest'],
      ['static.example.com', 'no-streams'],
      ['nope', 'no-access'],
      ['old.example.com', 'not-live'],
    ]);
    expect(Object.keys(streamsOf(report))).toEqual(['api.example.com']);
    const { output } = await failing(at, { which: ['old.example.com'] });
    expect(output).toContain('old.example.com  No version is active on production.');
  });
});

describe('existing files', () => {
  const other = `apiVersion: datastream-gitops/v1
kind: PropertyLogging
metadata: { name: www-example-com }
spec: { properties: [other.example.com], streams: [7050], activation: { network: NONE } }
`;

  test('and names of other manifests are not used again', async () => {
    const at = await workspace({ examples: true });
    await at.write('streams/properties/shop-example-com.yaml', other);
    const { imported: all } = await imported(at, 'www.example.com', 'shop.example.com');
    expect(all.map(({ file, name }) => [file, name])).toEqual([
      ['streams/properties/www-example-com-349772.yaml', 'www-example-com-349772'],
      ['streams/properties/shop-example-com-349770.yaml', 'shop-example-com-349770'],
    ]);
  });

  test('are not overwritten without --force', async () => {
    const at = await workspace({ examples: true });
    await at.write('streams/properties/shop-example-com.yaml', '# mine\n');
    await expect(imported(at, 'shop.example.com', 'www.example.com')).rejects.toThrow(
      'Nothing was written: streams/properties/shop-example-com.yaml exists already.',
    );
    expect(await readdir('streams/properties')).toEqual(['shop-example-com.yaml']);
    const { output } = await failing(at, { which: ['shop.example.com'], force: true });
    expect(output).toContain('1 manifest of properties written');
  });

  test('with errors refuse the import, because they may describe the property', async () => {
    const at = await workspace({ examples: true });
    await at.write('streams/properties/site.yaml', other.replace('NONE', 'NOWHERE'));
    await expect(imported(at, 'shop.example.com')).rejects.toThrow(/streams\/properties\/site\.yaml:4/);
  });
});
