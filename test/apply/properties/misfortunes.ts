import type { Fault } from '../../../src/simulator/protocol/faults.ts';
import type { PropertyAccount } from './property-account.ts';

const HTML = '<html><body>Something went wrong</body></html>';
const QUOTA = JSON.stringify({
  type: 'https://problems.luna.akamaiapis.net/papi/v1/limit-exceeded',
  title: 'Limit exceeded',
  limitKey: 'VERSIONS_PER_PROPERTY',
  limit: 500,
  remaining: 0,
});

/** What can happen to a request. */
export const FAULTS: readonly (readonly [string, Fault['how']])[] = [
  ['the request is lost', { do: 'lose-request' }],
  ['the response is lost', { do: 'lose-response' }],
  ['it is executed late', { do: 'finish-late', after: 5_000 }],
  ['it is executed very late', { do: 'finish-late', after: 45_000 }],
  ['a conflict', { do: 'respond', status: 409 }],
  ['a precondition', { do: 'respond', status: 412 }],
  ['an unprocessable request', { do: 'respond', status: 422 }],
  ['the rate limit', { do: 'respond', status: 429 }],
  ['a quota', { do: 'respond', status: 429, body: QUOTA }],
  ['a page, not executed', { do: 'respond', status: 500, body: HTML }],
  ['a page, executed', { do: 'respond', status: 500, body: HTML, carriedOut: true }],
  ['a success that is a page', { do: 'respond', status: 200, body: HTML, carriedOut: true }],
  ['a gateway timeout, executed', { do: 'respond', status: 504, carriedOut: true }],
  ['a slow response', { do: 'delay', milliseconds: 60_000 }],
];

const ADDED = [
  { op: 'add', path: '/rules/behaviors/0', value: { name: 'sureRoute', options: { enabled: true } } },
];

/** What another user does, if that is possible at that moment. */
export const ACTS: readonly (readonly [string, (account: PropertyAccount) => void])[] = [
  ['copies the live version', (account) => account.act({ act: 'new-version', version: 1 })],
  ['saves a draft', (account) => account.act({ act: 'new-version', version: 1, patch: ADDED })],
  ['edits the latest version', (account) => account.act({ act: 'edit-version', patch: ADDED })],
  ['changes hostnames', (account) => account.act({ act: 'edit-version', hostnames: ['new.example.com'] })],
  ['saves the latest version again', (account) => account.act({ act: 'edit-version' })],
  [
    'tests a version on staging',
    (account) => {
      account.act({ act: 'new-version', version: 1, patch: ADDED });
      account.act({ act: 'activate-version', network: 'STAGING' });
    },
  ],
  [
    'releases a version',
    (account) => {
      account.act({ act: 'new-version', version: 1, patch: ADDED });
      account.act({ act: 'activate-version', network: 'PRODUCTION' });
    },
  ],
  ['activates the latest version', (account) => account.act({ act: 'activate-version' })],
  ['goes back to the first version', (account) => account.act({ act: 'activate-version', version: 1 })],
];
