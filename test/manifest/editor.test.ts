import { beforeAll, describe, expect, test } from 'vitest';
import { getLanguageService, type LanguageService, TextDocument } from 'yaml-language-server';
import { propertyLoggingSchema } from '../../src/manifest/schema/property-logging-schema.ts';
import { streamSchema } from '../../src/manifest/schema/stream-schema.ts';
import { SITE } from './bad-property-manifests.ts';

/** Runs the published schema in the YAML language server that editors use. The server adds members to the schema that it is given. */

let service: LanguageService;

beforeAll(() => {
  service = getLanguageService({
    schemaRequestService: () => Promise.reject(new Error('nothing is fetched')),
    workspaceContext: { resolveRelativePath: (path) => path },
  });
  // As in the editor settings that `init` writes.
  const schemas = [
    {
      uri: 'file:///stream.schema.json',
      fileMatch: ['*.yaml', '!properties/**'],
      schema: structuredClone(streamSchema()),
    },
    {
      uri: 'file:///property-logging.schema.json',
      fileMatch: ['properties/**/*.yaml'],
      schema: structuredClone(propertyLoggingSchema()),
    },
  ];
  service.configure({ validate: true, completion: true, hover: true, schemas });
});

const HEAD = `apiVersion: datastream-gitops/v1
kind: DataStream2
metadata: { name: web }
spec:
  state: active
  properties: [1]
  deliveryConfiguration: { format: JSON, frequency: { intervalInSeconds: 30 } }
`;
const HTTPS = `${HEAD}  datasetFields: [cp]
  destination:
    destinationType: HTTPS
    displayName: Logs
    endpoint: https://logs.example.com
    authenticationType: NONE
`;

type EditorDocument = Parameters<LanguageService['doHover']>[0];

let version = 0;

/** The server caches documents by version. */
function documentOf(text: string): EditorDocument {
  version += 1;
  const file = text.includes('kind: PropertyLogging') ? 'file:///properties/site.yaml' : 'file:///web.yaml';
  return TextDocument.create(file, 'yaml', version, text) as EditorDocument;
}

/** Completions offered at the end of a text. */
async function offered(text: string) {
  const document = documentOf(text);
  const { items } = await service.doComplete(document, document.positionAt(text.length), false);
  return items.map(({ label, insertText = '', documentation }) => ({ label, insertText, documentation }));
}

async function problems(text: string) {
  return (await service.doValidation(documentOf(text), false)).map(({ message }) => message);
}

async function hover(text: string, word: string) {
  const document = documentOf(text);
  const found = await service.doHover(document, document.positionAt(text.indexOf(word) + 1));
  return JSON.stringify(found?.contents);
}

describe('members that accept a reference', () => {
  test.each([
    ['after the colon', `${HTTPS}    password: `],
    ['inside', `${HTTPS}    password:\n      `],
  ])('offer both forms of a reference %s', async (_where, text) => {
    const items = await offered(text);
    expect(items.map(({ label }) => label)).toEqual(['{ env: NAME }', '{ file: PATH }']);
    expect(items[0]?.insertText).toMatch(/env: \$\{1:PASSWORD\}/);
    expect(items[1]?.insertText).toMatch(/file: \$\{1:secrets\/password\}/);
  });

  test('also offer a literal where one is allowed', async () => {
    const labels = (await offered(`${HEAD}  destination:\n    destinationType: HTTPS\n    endpoint: `)).map(
      ({ label }) => label,
    );
    expect(labels).toEqual(['https://logs.example.com/akamai', '{ env: NAME }', '{ file: PATH }']);
  });

  test('report that a literal secret must be a reference', async () => {
    expect(await problems(`${HTTPS}    password: literal\n`)).toEqual([
      'This is a secret: use a reference, { env: NAME } or { file: PATH }.',
    ]);
  });

  test('show their name and description on hover', async () => {
    const shown = await hover(`${HTTPS}    password: { env: A }\n`, 'password');
    expect(shown).toContain('#### password');
    expect(shown).toContain('Password for BASIC authentication.');
  });
});

test('destination types are offered with their description', async () => {
  const items = await offered(`${HEAD}  destination:\n    destinationType: `);
  expect(items.find(({ label }) => label === 'DYNATRACE')?.documentation).toBe('Dynatrace: JSON.');
  expect(items.every(({ documentation }) => documentation !== undefined)).toBe(true);
});

test('data set fields are offered by key, with name and id', async () => {
  const items = await offered(`${HEAD}  datasetFields:\n    - `);
  expect(items.find(({ label }) => label === 'reqId')?.documentation).toMatch(/\(1\d{3}, /);
  expect(items.map(({ label }) => label)).not.toContain('[object Object]');
});

test('a valid manifest has no problem, a misspelled type has one', async () => {
  expect(await problems(HTTPS)).toEqual([]);
  expect(await problems(HTTPS.replace(': HTTPS', ': HTTP'))).toEqual([
    expect.stringContaining('Value is not accepted.'),
  ]);
});

test('a refused value is a problem only without streamId', async () => {
  const spoilt = HTTPS.replace('intervalInSeconds: 30', 'intervalInSeconds: 300');
  expect(await problems(spoilt)).toHaveLength(1);
  expect(await problems(spoilt.replace('  state:', '  streamId: 7\n  state:'))).toEqual([]);
});

describe('manifests of properties', () => {
  const head = SITE.slice(0, SITE.indexOf('  report:'));

  test('a valid one has no problem; a misspelled option and a missing member have one each', async () => {
    expect(await problems(SITE)).toEqual([]);
    expect(await problems(SITE.replace('collectMidgressTraffic', 'collectMidgres'))).toEqual([
      expect.stringContaining('collectMidgres'),
    ]);
    expect(await problems(SITE.replace('cookies: [consent]', 'logEdgeIP: true'))).toEqual([
      expect.stringContaining('"cookies"'),
    ]);
  });

  test('networks and options are offered, with their description', async () => {
    const networks = await offered(`${head}  activation:\n    network: `);
    expect(networks.map(({ label }) => label)).toEqual(['NONE', 'STAGING', 'PRODUCTION']);
    const options = await offered(`${head}  report:\n    `);
    expect(options.find(({ label }) => label === 'logHost')?.documentation).toContain('Host header');
    expect(await hover(SITE, 'samplingPercentage')).toContain('from 0 to 100');
  });
});
