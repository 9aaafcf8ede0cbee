import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { githubClient } from '../../src/github/client.ts';
import { GitHubError } from '../../src/github/github.ts';
import { serve } from '../api/loopback.ts';
import { manualClock } from '../manual-clock.ts';
import { DRAFT, failure, VERBS } from './server/calls.ts';
import { harness } from './server/harness.ts';

describe('the token', () => {
  it('is sent to no other address: redirects are not followed', async () => {
    const seen: (string | undefined)[] = [];
    const other = await serve((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{}');
    });
    const at = await harness();
    for (const status of [301, 302, 307]) {
      at.github.fault({ status, headers: { location: `${other}/x` } });
      const error = await failure(at, at.client.change(1));
      expect(error.message).toContain(`redirect (${status})`);
    }
    expect(seen).toEqual([]);
    expect(at.github.requests).toHaveLength(3);
  });

  it.each(['//evil.test/', 'https://evil.test/', '@evil.test/', '?x=', '\\\\evil.test'])(
    'is not sent outside the API, whatever a value contains: %s',
    async (value) => {
      const paths: (string | undefined)[] = [];
      const baseUrl = await serve((request, response) => {
        paths.push(request.url);
        response.end('{"content":"","encoding":"utf-8"}');
      });
      const options = { token: 't', owner: value, repo: value, clock: manualClock(), env: {}, baseUrl };
      await githubClient(options).fileText(value);
      const encoded = encodeURIComponent(value);
      expect(paths).toEqual([`/repos/${encoded}/${encoded}/git/blobs/${encoded}`]);
    },
  );

  it.each(['http://github.example.com', 'nonsense', 'https://a:b@c.test', 'ftp://127.0.0.1'])(
    'is not sent to %s',
    (baseUrl) => {
      const clock = manualClock();
      expect(() => githubClient({ token: 't', owner: 'o', repo: 'r', clock, env: {}, baseUrl })).toThrow(
        GitHubError,
      );
    },
  );

  it.each(VERBS)('%s: is in no error, nor is the request body', async (_, act) => {
    for (const status of [400, 401, 403, 404, 409, 422, 500]) {
      const at = await harness();
      const { token } = at.github.state;
      const message = `${token} is bad`;
      at.github.fault({
        status,
        body: { message, errors: [{ code: 'custom', value: DRAFT.body }] },
        times: 9,
      });
      const error: unknown = await at.clock.runUntil(act(at.client).catch((caught: unknown) => caught));
      const text = inspect(error, { depth: 20, showHidden: true });
      expect(text).not.toContain(token);
      expect(text).not.toContain(DRAFT.body);
    }
  });
});

it('requests to a GitHub Enterprise Server have its base path', async () => {
  const paths: (string | undefined)[] = [];
  const url = await serve((request, response) => {
    paths.push(request.url);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  const options = {
    token: 't',
    owner: 'o',
    repo: 'r',
    clock: manualClock(),
    env: {},
    baseUrl: `${url}/api/v3/`,
  };
  expect(await githubClient(options).notes(5)).toEqual([]);
  expect(paths).toEqual(['/api/v3/repos/o/r/issues/5/comments?page=1&per_page=100']);
});
