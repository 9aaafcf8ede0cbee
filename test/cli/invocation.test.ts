import { expect, it } from 'vitest';
import { typingOf } from '../../src/cli/invocation.ts';

const account = (given: object, program = 'datastream') => typingOf({ ...given }, program).account.join(' ');

it.each([
  [{}, ''],
  [{ streams: 'streams' }, ''],
  [{ streams: 'my streams' }, "--streams 'my streams'"],
  [{ simulator: '.datastream/simulator.json' }, '--simulator'],
  [{ simulator: 'simulator.json' }, '--simulator simulator.json'],
  [
    { endpoint: 'https://a.example.com', edgerc: '~/.edgerc', section: 'logs', accountKey: '1-A:B' },
    '--endpoint https://a.example.com --edgerc ~/.edgerc --section logs --account-key 1-A:B',
  ],
])('%j refers to the same account and manifests as %j', (given, words) => {
  expect(account(given)).toBe(words);
});

it('does not name the simulator for `npm start`, which selects it by itself', () => {
  expect(account({ simulator: '.datastream/simulator.json' }, 'npm start --')).toBe('');
  expect(account({ simulator: 'simulator.json' }, 'npm start --')).toBe('--simulator simulator.json');
});

it('keeps the choice of streams, rotations and raised limits', () => {
  const given = { only: ['a', 'b c'], rotate: ['a', 'b'], allow: { live: 12, delete: 2 } };
  const { only, rotate, allow } = typingOf(given, 'datastream');
  expect(only).toEqual(['--only', 'a', "'b c'"]);
  expect(rotate).toEqual(['--rotate', 'a', '--rotate', 'b']);
  expect(allow).toEqual(['--allow', 'live=12,delete=2']);
});
