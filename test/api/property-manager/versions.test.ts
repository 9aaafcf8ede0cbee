import { describe, expect, it } from 'vitest';
import { propertyManager } from '../../../src/api/property-manager/client.ts';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { createRedaction } from '../../../src/redaction/run-redaction.ts';
import { recorded } from '../recorded.ts';

const PROPERTY = '/papi/v1/properties/349772';
const UNREADABLE = { kind: 'unreadable', details: { happened: 'nothing' } };

const reader = (path: string, body: Json) => propertyManager(recorded({ [`GET ${PROPERTY}${path}`]: body }));

const VERSION: JsonObject = {
  propertyVersion: 5,
  stagingStatus: 'ACTIVE',
  productionStatus: 'INACTIVE',
  etag: 'a1b2',
  productId: 'prd_SPM',
  ruleFormat: 'v2025-10-16',
  updatedByUser: 'szhang',
  updatedDate: '2026-02-20T14:05:00Z',
  note: 'Logs',
};

describe('reading versions', () => {
  const versions = (...items: readonly Json[]) =>
    reader('/versions?limit=5', { propertyId: 'prp_349772', versions: { items: [...items] } }).versions(
      349772,
      5,
    );

  it('returns the newest first, with who changed them', async () => {
    const older = { ...VERSION, propertyVersion: 4 };
    const read = {
      version: 5,
      stagingStatus: 'ACTIVE',
      productionStatus: 'INACTIVE',
      etag: 'a1b2',
      ruleFormat: 'v2025-10-16',
      note: 'Logs',
      modifiedBy: 'szhang',
      modifiedDate: '2026-02-20T14:05:00Z',
    };
    await expect(versions(older, VERSION)).resolves.toEqual([read, { ...read, version: 4 }]);
  });

  it('tolerates a version without note, author, date and rule format', async () => {
    const { propertyVersion, stagingStatus, productionStatus, etag } = VERSION;
    const item = {
      propertyVersion,
      stagingStatus,
      productionStatus,
      etag,
      note: null,
      updatedDate: 'yesterday',
    };
    await expect(versions(item as JsonObject)).resolves.toEqual([
      { version: 5, stagingStatus, productionStatus, etag },
    ]);
  });

  it('keeps an etag without its quotes', async () => {
    await expect(versions({ ...VERSION, etag: '"a1b2"' })).resolves.toMatchObject([{ etag: 'a1b2' }]);
  });

  it.each<[string, JsonObject]>([
    ['version', { propertyVersion: 0 }],
    ['status on staging', { stagingStatus: null }],
    ['status on production', { productionStatus: 3 }],
    ['etag', { etag: '' }],
    ['etag in ASCII', { etag: 'ä' }],
    ['etag in one part', { etag: 'a"b' }],
    ['etag in one line', { etag: 'a\nb' }],
  ])('refuses one without a usable %s', async (_, change) => {
    await expect(versions({ ...VERSION, ...change })).rejects.toMatchObject(UNREADABLE);
  });

  it('refuses those of another property', async () => {
    const other = reader('/versions?limit=5', { propertyId: '1', versions: { items: [] } });
    await expect(other.versions(349772, 5)).rejects.toMatchObject(UNREADABLE);
  });

  it.each<[string, Json, boolean]>([
    ['the requested version', { versions: { items: [VERSION] } }, true],
    ['another version', { versions: { items: [{ ...VERSION, propertyVersion: 6 }] } }, false],
    ['no version', { versions: { items: [] } }, false],
    ['two versions', { versions: { items: [VERSION, VERSION] } }, false],
    ['text', 'version 5', false],
  ])('reads one version from a response with %s: %j', async (_, body, isReadable) => {
    const read = reader('/versions/5', body).version(349772, 5);
    if (isReadable) await expect(read).resolves.toMatchObject({ version: 5, etag: 'a1b2' });
    else await expect(read).rejects.toMatchObject(UNREADABLE);
  });
});

describe('reading a validated rule tree', () => {
  const validated = (more: JsonObject) =>
    reader('/versions/5/rules?validateRules=true&validateMode=full', {
      ruleFormat: 'latest',
      etag: 'a1',
      rules: { name: 'default' },
      ...more,
    }).validatedRules(349772, 5);

  it.each<[string, Json, object]>([
    [
      'HTML in its text',
      {
        type: 'https://problems.luna.akamaiapis.net/papi/v0/validation/required_feature_any',
        errorLocation: '#/rules',
        detail: 'Add a <b>Content&nbsp;Provider Code</b>. See <a href="https://x.example.com">this</a>.',
      },
      {
        type: 'validation/required_feature_any',
        detail: 'Add a Content Provider Code . See this .',
        location: '/rules',
      },
    ],
    [
      'a type without a host',
      { type: '/papi/v1/errors/validation.required_behavior', title: 'Missing', behaviorName: 'cpCode' },
      { type: 'errors/validation.required_behavior', detail: 'Missing' },
    ],
    [
      'nothing but a type',
      { type: 'https://problems.luna.akamaiapis.net/papi/v0/unstable_rule_format' },
      { type: 'unstable_rule_format', detail: 'unstable_rule_format' },
    ],
    ['no members', {}, { type: 'unknown', detail: 'unknown' }],
    ['another form', 'cpCode is missing', { type: 'unknown', detail: 'unknown' }],
    [
      'terminal sequences',
      { type: 't', detail: '\u001b[31mred\u001b[0m\nline' },
      { type: 't', detail: 'red line' },
    ],
    ['members of other types', { type: 1, detail: [], title: {}, errorLocation: 2 }, { type: 'unknown' }],
  ])('reads a message with %s', async (_, entry, message) => {
    const { errors, warnings } = await validated({ errors: [entry], warnings: [entry, entry] });
    expect(errors).toMatchObject([message]);
    expect(warnings).toMatchObject([message, message]);
  });

  it.each<[string, JsonObject]>([
    ['missing', {}],
    ['null', { errors: null, warnings: null }],
    ['empty', { errors: [], warnings: [] }],
  ])('finds nothing if the lists are %s', async (_, lists) => {
    await expect(validated(lists)).resolves.toEqual({
      ruleFormat: 'latest',
      etag: 'a1',
      rules: { name: 'default' },
      errors: [],
      warnings: [],
    });
  });

  it('refuses errors that are not a list, because they may be errors', async () => {
    await expect(validated({ errors: { type: 'x' } })).rejects.toMatchObject(UNREADABLE);
  });

  it('shows no secret of the run', async () => {
    const redaction = createRedaction();
    redaction.add(['c0rrect-horse']);
    const path = `GET ${PROPERTY}/versions/5/rules`;
    const warnings = [
      { type: 'x', detail: 'The header c0rrect-horse is unknown.', errorLocation: '#/c0rrect-horse' },
    ];
    const body = { ruleFormat: 'latest', etag: 'a1', rules: {}, warnings };
    const client = propertyManager(recorded({ [path]: body }), { redaction });
    const read = await client.validatedRules(349772, 5);
    expect(JSON.stringify(read)).not.toContain('c0rrect-horse');
    expect(read.warnings[0]?.detail).toBe('The header *** is unknown.');
  });
});

const ACTIVATION: JsonObject = {
  activationId: 'atv_1696985',
  propertyName: 'www.example.com',
  propertyId: 'prp_349772',
  propertyVersion: 5,
  network: 'STAGING',
  activationType: 'ACTIVATE',
  status: 'PENDING',
  submitDate: '2026-03-02T02:22:12Z',
  updateDate: '2026-03-01T21:12:57Z',
  note: 'Sample activation',
  notifyEmails: ['you@example.com'],
};

describe('reading activations', () => {
  const activations = (...items: readonly Json[]) =>
    reader('/activations', { accountId: 'act_1', activations: { items: [...items] } }).activations(349772);

  it('returns the newest first', async () => {
    const older = { ...ACTIVATION, activationId: 17, submitDate: '2026-03-02T02:22:11Z', note: '' };
    const read = {
      activationId: '1696985',
      version: 5,
      network: 'STAGING',
      type: 'ACTIVATE',
      status: 'PENDING',
      submitDate: '2026-03-02T02:22:12Z',
      note: 'Sample activation',
    };
    const { note: _, ...rest } = read;
    await expect(activations(older, ACTIVATION)).resolves.toEqual([
      read,
      { ...rest, activationId: '17', submitDate: '2026-03-02T02:22:11Z' },
    ]);
  });

  it.each<[string, Json, string | undefined]>([
    [
      'a problem',
      {
        type: 'x',
        title: 'Failed',
        detail: 'The hostname is not validated. See <a href="https://x">this</a>',
      },
      'The hostname is not validated. See this',
    ],
    [
      'a problem with errors',
      { title: 'Failed', errors: [{ detail: 'One.' }, { detail: 'Two.' }] },
      'One.; Two.',
    ],
    ['text', 'Late validation failed.', 'Late validation failed.'],
    ['nothing', null, undefined],
    ['an empty problem', {}, undefined],
  ])('reads the cause of a failure that is %s', async (_, failureCause, expected) => {
    const [read] = await activations({ ...ACTIVATION, status: 'FAILED', failureCause });
    expect(read?.failureCause).toEqual(expected);
  });

  const FALLBACK = { canFastFallback: true, fallbackVersion: 4, fastFallbackExpirationTime: 1_772_420_400 };
  it.each<[string, Json, object | undefined]>([
    ['possible', FALLBACK, { version: 4, until: '2026-03-02T03:00:00Z' }],
    ['not possible', { ...FALLBACK, canFastFallback: false }, undefined],
    ['without a time', { ...FALLBACK, fastFallbackExpirationTime: null }, undefined],
    ['at no time', { ...FALLBACK, fastFallbackExpirationTime: 1e300 }, undefined],
    ['unknown', null, undefined],
  ])('reads a fast fallback that is %s', async (_, fallbackInfo, expected) => {
    const [read] = await activations({ ...ACTIVATION, fallbackInfo });
    expect(read?.fallback).toEqual(expected);
  });

  it.each<[string, JsonObject]>([
    ['id', { activationId: 'atv_x' }],
    ['version', { propertyVersion: null }],
    ['network', { network: 'TEST' }],
    ['type', { activationType: 'REACTIVATE' }],
    ['status', { status: '' }],
    ['date', { submitDate: 'soon' }],
  ])('refuses one without a usable %s', async (_, change) => {
    await expect(activations(ACTIVATION, { ...ACTIVATION, ...change })).rejects.toMatchObject(UNREADABLE);
  });
});

describe('reading hostnames', () => {
  const hostnames = (body: Json) => reader('/versions/5/hostnames', body).hostnames(349772, 5);

  it('returns them as they are', async () => {
    const items = [
      { cnameType: 'EDGE_HOSTNAME', cnameFrom: 'a.example.com', cnameTo: 'a.example.com.edgekey.net' },
    ];
    await expect(hostnames({ propertyId: '349772', hostnames: { items } })).resolves.toEqual(items);
  });

  it.each<Json>([
    {},
    { hostnames: [] },
    { hostnames: { items: ['a.example.com'] } },
    { propertyId: 1, hostnames: { items: [] } },
  ])('refuses %j', async (body) => {
    await expect(hostnames(body)).rejects.toMatchObject(UNREADABLE);
  });
});

describe('the link to a new version or activation', () => {
  const created = (body: Json) =>
    propertyManager(recorded({ [`POST ${PROPERTY}/versions`]: body })).createVersion(349772, {
      version: 5,
      etag: 'a1',
    });
  const activated = (body: Json) =>
    propertyManager(recorded({ [`POST ${PROPERTY}/activations`]: body })).activate(349772, {
      version: 5,
      network: 'STAGING',
      notifyEmails: ['cdn@example.com'],
    });

  it.each([
    ['/papi/v0/properties/prp_349772/versions/6?contractId=ctr_C-0N7RAC7&groupId=grp_21484', 6],
    ['/papi/v1/properties/349772/versions/7', 7],
    ['https://host.example.com/papi/v1/properties/349772/versions/8?a=/b/9#c', 8],
  ])('%s ends in version %d', async (versionLink, version) => {
    await expect(created({ versionLink })).resolves.toBe(version);
  });

  it('ends in an activation with or without prefix', async () => {
    const activationLink = '/papi/v0/properties/prp_349772/activations/atv_1696985?groupId=grp_21484';
    await expect(activated({ activationLink })).resolves.toBe('1696985');
  });

  it.each<Json>([
    {},
    { versionLink: 6 },
    { versionLink: '/papi/v1/properties/349772/versions/' },
    { versionLink: '/papi/v1/properties/349772/versions/latest' },
    { versionLink: '/papi/v1/properties/349772/versions/06' },
    { versionLink: '/papi/v1/properties/349772/versions/99999999999999999999' },
    { activationLink: '/papi/v1/properties/349772/versions/6' },
  ])('in %j is unreadable, and the version may exist', async (body) => {
    await expect(created(body)).rejects.toMatchObject({
      kind: 'unreadable',
      details: { happened: 'unknown' },
    });
  });
});

it('a request that writes has the documented form', async () => {
  const patchPath = `PATCH ${PROPERTY}/versions/6/rules`;
  const transport = recorded({
    [`POST ${PROPERTY}/versions`]: { versionLink: '/versions/6' },
    [patchPath]: { ruleFormat: 'latest', etag: 'a2', rules: {} },
    [`POST ${PROPERTY}/activations`]: { activationLink: '/activations/1' },
  });
  const writer = propertyManager(transport);
  const operations = [{ op: 'remove', path: '/rules/behaviors/3' }] as const;
  const complianceRecord = { noncomplianceReason: 'NO_PRODUCTION_TRAFFIC' };
  await writer.createVersion(349772, { version: 5, etag: 'a1' });
  await writer.patchRules(349772, 6, { etag: 'a1', operations, dryRun: true });
  await writer.activate(349772, {
    version: 6,
    network: 'PRODUCTION',
    note: 'CHG-1234',
    notifyEmails: ['cdn@example.com'],
    complianceRecord,
  });
  expect(transport.seen.map((request) => ({ ...request, body: JSON.parse(request.body ?? '') }))).toEqual([
    {
      method: 'POST',
      path: `${PROPERTY}/versions`,
      headers: { 'papi-use-prefixes': 'false' },
      body: { createFromVersion: 5, createFromVersionEtag: 'a1' },
    },
    {
      method: 'PATCH',
      path: `${PROPERTY}/versions/6/rules?dryRun=true&validateRules=true&validateMode=full`,
      headers: {
        'papi-use-prefixes': 'false',
        'content-type': 'application/json-patch+json',
        'if-match': '"a1"',
      },
      body: operations,
      responseTime: 330_000,
    },
    {
      method: 'POST',
      path: `${PROPERTY}/activations`,
      headers: { 'papi-use-prefixes': 'false' },
      body: {
        propertyVersion: 6,
        network: 'PRODUCTION',
        activationType: 'ACTIVATE',
        note: 'CHG-1234',
        notifyEmails: ['cdn@example.com'],
        acknowledgeAllWarnings: true,
        complianceRecord,
      },
    },
  ]);
});
