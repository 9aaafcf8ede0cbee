import { describe, expect, it } from 'vitest';
import { seededAccount } from '../../../src/simulator/seed/seed.ts';
import { childRule, ruleTree } from '../../../src/simulator/vendor/rule-trees.ts';
import { datastream, report, withIncludeRules, withPropertyRules } from '../../builders/rule-trees.ts';
import { memberOf, objectIn, START } from '../client.ts';
import { API, INCLUDE, papiClient, SCOPE, SHOP, WWW } from './client.ts';

const accepting = (format: string) => ({ accept: `application/vnd.akamai.papirules.${format}+json` });

/** The form of `logStreamName` in the first `datastream` behavior of a response. */
function streamName(answer: Awaited<ReturnType<ReturnType<typeof papiClient>['papi']>>): unknown {
  const { behaviors } = memberOf(objectIn(answer), 'rules');
  const behavior = (behaviors as readonly Record<string, Record<string, unknown>>[]).find(
    ({ name }) => String(name) === 'datastream',
  );
  return behavior?.['options']?.['logStreamName'];
}

describe('the rule tree of a version', () => {
  it('comes with its etag, in the header in quotes', async () => {
    const answer = await papiClient().papi(`/properties/${WWW}/versions/2/rules?validateRules=false`);
    const { etag } = objectIn(answer);
    expect(answer).toMatchObject({ status: 200, headers: { etag: `"${String(etag)}"` } });
    expect(etag).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps its etag in every response, and another version has another one', async () => {
    const client = papiClient();
    const paths = ['', '/rules', '/hostnames'].map((end) => `/properties/${WWW}/versions/2${end}`);
    const etags = await Promise.all(paths.map(async (path) => (await client.papi(path)).headers['etag']));
    expect(new Set(etags).size).toBe(1);
    expect((await client.papi(`/properties/${WWW}/versions/1/rules`)).headers['etag']).not.toBe(etags[0]);
  });

  it.each([
    ['its own format for JSON', SHOP, 'application/json', 'v2023-01-05', 7012],
    ['its own format for any type', SHOP, '*/*', 'v2023-01-05', 7012],
    ['its own format', WWW, 'text/html, application/json;q=0.9', 'v2025-10-16', ['7050']],
    ['a newer format, with a list', SHOP, accepting('v2023-05-30').accept, 'v2023-05-30', ['7012']],
    ['an older format, with a number', WWW, accepting('v2023-01-05').accept, 'v2023-01-05', 7050],
    ['the newest format', SHOP, accepting('latest').accept, 'latest', ['7012']],
  ])('is returned in %s', async (_title, propertyId, accept, ruleFormat, name) => {
    const version = propertyId === WWW ? 2 : 1;
    const answer = await papiClient().papi(`/properties/${propertyId}/versions/${version}/rules`, { accept });
    expect(objectIn(answer)['ruleFormat']).toBe(ruleFormat);
    expect(streamName(answer)).toEqual(name);
    const isRules = accept.includes('papirules');
    expect(answer.headers['content-type']).toBe(isRules ? accept : 'application/json');
  });

  it('is converted in child rules too', async () => {
    const answer = await papiClient().papi(`/properties/${API}/versions/2/rules`, accepting('v2023-01-05'));
    expect(memberOf(objectIn(answer), 'rules')['children']).toMatchObject([
      { name: 'Server errors', behaviors: [{ options: { logStreamName: 7050 } }] },
      { name: 'Health checks' },
    ]);
  });

  it.each(['text/html', accepting('v1999-01-01').accept, 'application/xml'])(
    'is not returned as %s',
    async (accept) => {
      const answer = await papiClient().papi(`/properties/${WWW}/versions/2/rules`, { accept });
      expect(answer).toMatchObject({ status: 406, body: { title: 'Not Acceptable', status: 406 } });
    },
  );

  it('has an error for a stream that the property cannot select, unless validation is skipped', async () => {
    const rules = ruleTree('www.example.com', {
      behaviors: [datastream([7050])],
      children: [childRule('API', [], { behaviors: [datastream([7050, 7061])] })],
    });
    const client = papiClient(withPropertyRules(seededAccount(START), WWW, rules));
    const path = `/properties/${WWW}/versions/3/rules`;
    expect((await client.papi(path)).body).toMatchObject({
      errors: [
        {
          type: expect.stringMatching(/invalid_data_stream_log_selected$/),
          errorLocation: '#/rules/children/0/behaviors/0/options/logStreamName',
        },
      ],
    });
    for (const query of ['?validateRules=false', '?validateMode=fast']) {
      expect(objectIn(await client.papi(path + query))).not.toHaveProperty('errors');
    }
    const valid = await client.papi(`/properties/${WWW}/versions/2/rules?validateRules=true`);
    expect(objectIn(valid)).not.toHaveProperty('errors');
  });

  it('of an include is that of its version', async () => {
    const rules = { name: 'default', behaviors: [report({ logHost: false })], children: [] };
    const client = papiClient(withIncludeRules(seededAccount(START), INCLUDE, rules));
    const read = (version: number) => client.papi(`/includes/${INCLUDE}/versions/${version}/rules?${SCOPE}`);
    expect((await read(2)).body).toMatchObject({ includeVersion: 2, rules });
    expect((await read(1)).body).toMatchObject({
      rules: { behaviors: [{ options: { logHost: true } }] },
    });
  });
});
