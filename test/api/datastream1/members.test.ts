import { describe, expect, it } from 'vitest';
import { datastream1 } from '../../../src/api/datastream1/client.ts';
import type { ApiError } from '../../../src/api/errors/errors.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { answer, BODY, DS1, STREAMS } from '../datastream1-content.ts';
import { recorded } from '../recorded.ts';

const https = (connectorName: string) => ({ connectorType: 'HTTPS', connectorName, url: 'https://a.b' });

/** The response to a refused create with the connectors `Archive`, `b.c $&` and `web` in this order. */
async function refused(error: JsonObject): Promise<ApiError> {
  const connectors = Object.fromEntries(['web', 'Archive', 'b.c $&'].map((name) => [name, https(name)]));
  const body = { ...BODY, spec: { ...BODY.spec, connectors } };
  const transport = recorded({ [`POST ${STREAMS}`]: answer(400, { errors: [error] }) });
  return datastream1(transport)
    .create(DS1, body, true)
    .then(
      () => Promise.reject(new Error('not refused')),
      (thrown: ApiError) => thrown,
    );
}

describe('a DataStream 1 refusal that names connectors by index', () => {
  it.each<[string, JsonObject, readonly string[]]>([
    ['in its text', { detail: 'connectors[0].url cannot be blank.' }, ['connectors.Archive.url']],
    ['without a member', { detail: 'Bad: "connectors[2]".' }, ['connectors.web']],
    ['with an unusual name', { detail: 'connectors[1].url' }, ['connectors.b.c $&.url']],
    [
      'several times',
      { detail: 'connectors[2].url is like connectors[0].url, and connectors[2].url is bad' },
      ['connectors.web.url', 'connectors.Archive.url'],
    ],
    [
      'in a separate member',
      { detail: 'Bad.', illegalParameter: 'connectors[0].url' },
      ['connectors.Archive.url'],
    ],
    ['with an index out of range', { detail: 'connectors[7].url is bad' }, ['connectors[7].url']],
    ['together with other members', { detail: 'Bad.', illegalParameter: 'timeFrame' }, ['timeFrame']],
  ])('is resolved to those of the manifest: %s', async (_, error, members) => {
    const { details } = await refused(error);
    expect(details.members).toEqual(members);
    expect(details.hint).toBe(`Fix ${members.join(', ')} in the manifest.`);
  });

  it.each([['The name is taken.'], ['myconnectors[0] is odd'], ['connectors are bad'], ['connectors[x]']])(
    'names no connector without an index: %s',
    async (detail) => {
      expect((await refused({ detail })).details.members).toBeUndefined();
    },
  );
});
