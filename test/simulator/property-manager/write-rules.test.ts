import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import type { Settings } from '../../../src/simulator/state/settings.ts';
import { feature, ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { datastream, withPropertyRules } from '../../builders/rule-trees.ts';
import { memberOf, objectIn, START } from '../client.ts';
import { API, newVersion, type PapiClient, papiClient, SHOP, WWW, withPapiSettings } from './client.ts';

const papiAccount = (settings: Partial<Settings['propertyManager']>) =>
  withPapiSettings(seededAccount(START), settings);

/** A new draft of a property, with the path of its rules and its etag. */
async function draft(client: PapiClient, propertyId = WWW, from = 2) {
  const path = `${await newVersion(client, propertyId, from)}/rules`;
  const read = async () => objectIn(await client.papi(path));
  return { path, read, etag: String((await read())['etag']) };
}

const NAMES_7050: Json = [{ op: 'add', path: '/rules/behaviors/-', value: datastream([7050]) }];
const type = (end: string) => ({ type: expect.stringMatching(new RegExp(`/${end}$`, 'u')) });

describe('a PATCH of rules', () => {
  it('changes only what it names, and returns the new tree with its etag', async () => {
    const client = papiClient();
    const { path, read, etag } = await draft(client);
    const before = memberOf(await read(), 'rules');
    const patch = [
      { op: 'replace', path: '/rules/behaviors/3/options/logStreamName', value: ['7050', '7052'] },
    ];
    client.pass(1_000);
    const answer = await client.write('PATCH', path, patch, { 'if-match': `"${etag}"` });
    expect(answer).toMatchObject({
      status: 200,
      headers: {
        'x-limit-elements-per-property-limit': '1500',
        'x-limit-elements-per-property-remaining': '1493',
      },
    });
    const after = await read();
    expect(answer.body).toMatchObject({
      rules: after['rules'],
      etag: after['etag'],
      ruleFormat: 'v2025-10-16',
    });
    expect(after['etag']).not.toBe(etag);
    expect(JSON.stringify(after['rules'])).toBe(
      JSON.stringify(before).replace('"logStreamName":["7050"]', '"logStreamName":["7050","7052"]'),
    );
    const version = await client.papi(path.replace('/rules', ''));
    expect(version.body).toMatchObject({
      versions: { items: [{ updatedByUser: 'api-client', updatedDate: '2026-03-01T12:00:01Z' }] },
    });
  });

  it('is refused if the version changed since it was read, whether or not it would still fit', async () => {
    const client = papiClient();
    const { path, read, etag } = await draft(client);
    const first = [{ op: 'remove', path: '/rules/children/0' }];
    expect((await client.write('PATCH', path, first, { 'if-match': `"${etag}"` })).status).toBe(200);
    const kept = await read();
    for (const patch of [first, NAMES_7050]) {
      const answer = await client.write('PATCH', path, patch, { 'if-match': `"${etag}"` });
      expect(answer).toMatchObject({ status: 412, body: type('http/precondition-failed') });
    }
    expect(await read()).toEqual(kept);
  });

  it('requires quotes in If-Match, which is optional', async () => {
    const client = papiClient();
    const { path, etag } = await draft(client);
    expect((await client.write('PATCH', path, NAMES_7050, { 'if-match': etag })).status).toBe(412);
    expect((await client.write('PATCH', path, NAMES_7050)).status).toBe(200);
  });

  it.each<[string, Json]>([
    ['no list', {}],
    ['a path outside of the rules', [{ op: 'replace', path: '/comments', value: 'x' }]],
    ['a path that only begins like the rules', [{ op: 'add', path: '/rulesets', value: 1 }]],
    ['a source outside of the rules', [{ op: 'copy', from: '/etag', path: '/rules/comments' }]],
    ['a place that does not exist', [{ op: 'replace', path: '/rules/children/7/name', value: 'x' }]],
    ['a failed test', [{ op: 'test', path: '/rules/name', value: 'x' }]],
    ['the rules removed', [{ op: 'remove', path: '/rules' }]],
    ['another name of the top rule', [{ op: 'replace', path: '/rules/name', value: 'x' }]],
  ])('is refused with %s', async (_title, patch) => {
    const client = papiClient();
    const { path, read } = await draft(client);
    const before = await read();
    expect(await client.write('PATCH', path, patch)).toMatchObject({ status: 400 });
    expect(await read()).toEqual(before);
  });

  it('is refused as plain JSON', async () => {
    const client = papiClient();
    const { path } = await draft(client);
    const headers = { 'content-type': 'application/json' };
    expect(await client.write('PATCH', path, NAMES_7050, headers)).toMatchObject({ status: 415 });
  });
});

describe('a PUT of rules', () => {
  it('replaces the tree and the note', async () => {
    const client = papiClient();
    const { path, read } = await draft(client);
    const rules = ruleTree('www.example.com');
    const answer = await client.write('PUT', path, { rules, comments: 'No logs' });
    expect(answer).toMatchObject({ status: 200, body: { rules, comments: 'No logs' } });
    expect(await read()).toMatchObject({ rules, comments: 'No logs' });
    await client.write('PUT', path, { rules });
    expect(await read()).toMatchObject({ comments: 'No logs' });
  });

  it('accepts a whole response as its body, with an etag that must be the current one', async () => {
    const client = papiClient();
    const { path, read } = await draft(client);
    const whole = await read();
    expect((await client.write('PUT', path, whole)).status).toBe(200);
    expect(await client.write('PUT', path, whole)).toMatchObject({
      status: 412,
      body: type('etag-conflict'),
    });
  });

  it('sets the rule format of its media type, and keeps the format with plain JSON', async () => {
    const client = papiClient();
    const { path, read } = await draft(client, SHOP, 1);
    const put = (logStreamName: Json, format?: string) => {
      const rules = ruleTree('shop', { behaviors: [datastream([], { logStreamName })] });
      const headers = format ? { 'content-type': `application/vnd.akamai.papirules.${format}+json` } : {};
      return client.write('PUT', path, { rules }, headers);
    };
    expect((await put(7061)).status).toBe(200);
    expect(await read()).toMatchObject({ ruleFormat: 'v2023-01-05' });
    expect((await put(['7061'])).status).toBe(400);
    expect((await put(['7061'], 'v2023-05-30')).status).toBe(200);
    expect(await read()).toMatchObject({ ruleFormat: 'v2023-05-30' });
    expect((await put(7061)).status).toBe(400);
    expect(await put(['7061'], 'v2024-01-01')).toMatchObject({ status: 415, body: { status: 415 } });
    expect(await read()).toMatchObject({ ruleFormat: 'v2023-05-30' });
  });

  it('is refused if the response cannot have the accepted format, and saves nothing', async () => {
    const client = papiClient();
    const { path, read } = await draft(client);
    const before = await read();
    const headers = { accept: 'application/vnd.akamai.papirules.v2024-01-01+json' };
    const answer = await client.write('PUT', path, { rules: ruleTree('www') }, headers);
    expect(answer.status).toBe(406);
    expect(await read()).toEqual(before);
  });

  const options = (changed: JsonObject) => ruleTree('www', { behaviors: [datastream([7050], changed)] });
  it.each<[string, Json, string]>([
    ['no rules', undefined as never, ''],
    ['a list', [], ''],
    ['another top rule', { ...ruleTree('www'), name: 'top' }, '/rules/name'],
    ['no behaviors', { name: 'default' }, '/rules/behaviors'],
    ['a behavior without options', { name: 'default', behaviors: [{ name: 'x' }] }, '/rules/behaviors/0'],
    ['a child without a name', { ...ruleTree('www'), children: [{}] }, '/rules/children/0/name'],
    ['children in an object', { ...ruleTree('www'), children: {} }, '/rules/children'],
    ['a stream in a number', options({ logStreamName: 7050 }), '/rules/behaviors/3/options/logStreamName'],
    ['streams in numbers', options({ logStreamName: [7050] }), '/rules/behaviors/3/options/logStreamName'],
    ['an unknown type of stream', options({ streamType: 'LOGS' }), '/rules/behaviors/3/options/streamType'],
    ['a flag in text', options({ logEnabled: 'true' }), '/rules/behaviors/3/options/logEnabled'],
    [
      'too much sampling',
      options({ samplingPercentage: 101 }),
      '/rules/behaviors/3/options/samplingPercentage',
    ],
  ])('is refused with %s', async (_title, rules, location) => {
    const client = papiClient();
    const { path, read } = await draft(client);
    const before = await read();
    const answer = await client.write('PUT', path, rules === undefined ? {} : { rules });
    expect(answer.status).toBe(400);
    if (location !== '') {
      expect(answer.body).toMatchObject({ ...type('json-schema-invalid'), errors: [{ location }] });
    }
    expect(await read()).toEqual(before);
  });

  it('is rejected with more elements than the quota', async () => {
    const client = papiClient(papiAccount({ elementsPerProperty: 9 }));
    const { path } = await draft(client);
    const put = (count: number) => {
      const behaviors = Array.from({ length: count }, () => feature('allowPost', {}));
      return client.write('PUT', path, { rules: ruleTree('www', { behaviors }) });
    };
    expect(await put(6)).toMatchObject({
      status: 200,
      headers: { 'x-limit-elements-per-property-remaining': '0' },
    });
    expect(await put(7)).toMatchObject({
      status: 429,
      body: { ...type('limit-exceeded'), limitKey: 'ELEMENTS_PER_PROPERTY', limit: 9, remaining: 0 },
    });
  });
});

describe('a dry run', () => {
  it.each(['PUT', 'PATCH'])(
    'with %s returns the tree and its findings, and saves nothing',
    async (method) => {
      const client = papiClient();
      const { path, read, etag } = await draft(client);
      const before = await read();
      const rules = memberOf(before, 'rules');
      const behaviors = [...(rules['behaviors'] as readonly Json[]), datastream([7061])];
      const body =
        method === 'PUT'
          ? { rules: { ...rules, behaviors } }
          : [{ op: 'add', path: '/rules/behaviors/-', value: datastream([7061]) }];
      const answer = await client.write(method, `${path}?dryRun=true`, body, { 'if-match': `"${etag}"` });
      expect(answer).toMatchObject({
        status: 200,
        body: {
          etag,
          rules: { behaviors },
          errors: [type('generic_behavior_issue.invalid_data_stream_log_selected')],
        },
      });
      expect(await read()).toEqual(before);
    },
  );

  it('cannot skip validation', async () => {
    const client = papiClient();
    const { path } = await draft(client);
    const answer = await client.write('PATCH', `${path}?dryRun=true&validateRules=false`, NAMES_7050);
    expect(answer.status).toBe(400);
  });

  it('is refused for a version that cannot be edited', async () => {
    const client = papiClient();
    const path = `/properties/${WWW}/versions/2/rules?dryRun=true`;
    expect((await client.write('PATCH', path, NAMES_7050)).status).toBe(403);
  });
});

describe('the findings of a saved tree', () => {
  const saved = async (client: PapiClient, rules: JsonObject, query = '') => {
    const { path } = await draft(client);
    return objectIn(await client.write('PUT', `${path}${query}`, { rules }));
  };

  it('are errors of streams that cannot be selected, of too many streams, and of a missing CP code', async () => {
    const streams = ruleTree('www', { behaviors: [datastream([7050, 7052, 7061, 7070])] });
    const { errors } = await saved(papiClient(), streams);
    expect(errors).toMatchObject([
      {
        ...type('generic_behavior_issue.invalid_data_stream_log_selected'),
        errorLocation: '#/rules/behaviors/3/options/logStreamName',
      },
      type('generic_behavior_issue.too_many_data_stream_logs_selected'),
    ]);
    const empty = await saved(papiClient(), { name: 'default', behaviors: [] });
    expect(empty['errors']).toMatchObject([{ ...type('required_feature_any'), errorLocation: '#/rules' }]);
  });

  it('are omitted if validation is skipped or fast', async () => {
    const rules = ruleTree('www', { behaviors: [datastream([7061])] });
    for (const query of ['?validateRules=false', '?validateMode=fast']) {
      expect(await saved(papiClient(), rules, query)).not.toHaveProperty('errors');
    }
  });

  it('are a warning of the rule format latest', async () => {
    const { body } = await papiClient().papi(`/properties/${API}/versions/2/rules`);
    expect(body).toMatchObject({
      warnings: [
        {
          title: 'Unstable rule format',
          ...type('unstable_rule_format'),
          currentRuleFormat: 'latest',
          suggestedRuleFormat: 'v2026-07-21',
        },
      ],
    });
    expect(await saved(papiClient(), ruleTree('www'))).not.toHaveProperty('warnings');
  });

  it('include those of the settings, for each behavior with their name', async () => {
    const found = { behavior: 'datastream', type: 'incompatible_condition' } as const;
    const client = papiClient(
      papiAccount({
        findings: [
          { ...found, severity: 'warning', title: 'Incompatible' },
          { ...found, severity: 'error', propertyId: SHOP },
          { ...found, severity: 'warning', behavior: 'siteShield' },
        ],
      }),
    );
    const { warnings, errors } = objectIn(await client.papi(`/properties/${WWW}/versions/2/rules`));
    expect(warnings).toMatchObject([
      {
        ...type('validation/incompatible_condition'),
        title: 'Incompatible',
        errorLocation: '#/rules/behaviors/3',
      },
      { errorLocation: '#/rules/children/0/behaviors/0' },
    ]);
    expect(errors).toBeUndefined();
    const shop = objectIn(await client.papi(`/properties/${SHOP}/versions/2/rules`));
    expect(shop['errors']).toMatchObject([{ errorLocation: '#/rules/behaviors/3' }]);
  });
});

describe('locked and advanced features', () => {
  const locked = { ...datastream([7050]), locked: true };
  const advanced = { ...feature('advanced', { xml: '<x/>' }), uuid: 'a1' };
  const api = {
    name: 'API',
    criteria: [feature('path', { values: ['/a'] })],
    criteriaLocked: true,
    behaviors: [advanced],
  };
  const tree = ruleTree('www.example.com', { behaviors: [locked], children: [api] });

  it.each<[string, Json, number]>([
    [
      'something next to them',
      { op: 'add', path: '/rules/behaviors/0', value: feature('allowPost', {}) },
      200,
    ],
    [
      'a behavior of their rule',
      { op: 'add', path: '/rules/children/0/behaviors/-', value: datastream([7050]) },
      200,
    ],
    [
      'an option of a locked behavior',
      { op: 'replace', path: '/rules/behaviors/3/options/logEnabled', value: false },
      403,
    ],
    ['a locked behavior, removed', { op: 'remove', path: '/rules/behaviors/3' }, 403],
    ['a lock, removed', { op: 'remove', path: '/rules/behaviors/3/locked' }, 403],
    [
      'an advanced behavior',
      { op: 'replace', path: '/rules/children/0/behaviors/0/options/xml', value: '' },
      403,
    ],
    ['a uuid', { op: 'replace', path: '/rules/children/0/behaviors/0/uuid', value: 'b2' }, 403],
    [
      'an advanced behavior, moved',
      { op: 'move', from: '/rules/children/0/behaviors/0', path: '/rules/behaviors/-' },
      403,
    ],
    ['the rule of an advanced behavior, removed', { op: 'remove', path: '/rules/children/0' }, 403],
    ['locked criteria', { op: 'add', path: '/rules/children/0/criteria/-', value: feature('path', {}) }, 403],
    ['a new lock', { op: 'add', path: '/rules/behaviors/0/locked', value: true }, 403],
  ])('a change of %s', async (_title, operation, status) => {
    const client = papiClient(withPropertyRules(seededAccount(START), WWW, tree, { activeOn: [] }));
    const path = `/properties/${WWW}/versions/3/rules`;
    const answer = await client.write('PATCH', path, [operation]);
    expect(answer.status).toBe(status);
    if (status === 403)
      expect(answer.body).toMatchObject(type('property-version/lock-error/protected-feature'));
  });
});

describe('the fault ignore-member', () => {
  it.each<[string, string, Json]>([
    ['PATCH', '0', NAMES_7050],
    ['PUT', 'rules', { rules: ruleTree('www') }],
  ])('lets the server accept a %s and keep the old rules', async (method, member, body) => {
    const fault = { method, how: { do: 'ignore-member', member } } as const;
    const client = papiClient(seededAccount(START), [fault]);
    const { path, read, etag } = await draft(client);
    const before = await read();
    const answer = await client.write(method, path, body, { 'if-match': `"${etag}"` });
    expect(answer).toMatchObject({ status: 200, body: { rules: before['rules'] } });
    expect((await read())['rules']).toEqual(before['rules']);
    expect((await client.write(method, path, body)).status).toBe(200);
    expect((await read())['rules']).not.toEqual(before['rules']);
  });
});
