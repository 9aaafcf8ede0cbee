import { expect, test } from 'vitest';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { member, WEB, withSpec } from './samples.ts';

const NOW = Date.parse('2026-11-28T10:00:00.700Z');
const read = (time: string, now?: number) => {
  const files = [{ file: 'web.yaml', text: withSpec(WEB, `rotateSecretsAfter: ${time}`) }];
  return readManifests(files, [], 'streams', now === undefined ? {} : { now });
};

test('a time in the future is an error, with the time of the clock that decides', () => {
  const { findings, manifests } = read('2026-11-28T10:00:01Z', NOW);
  expect(member(findings)).toEqual([
    'web.yaml:6:23 error time-in-future: "rotateSecretsAfter" is in the future: the clock of this machine says 2026-11-28T10:00:00Z. A rotation cannot be scheduled. Use the current time, which `datastream rotate` writes, or correct the clock.',
  ]);
  expect(manifests).toEqual([]);
});

test.each([
  ['the current second', '2026-11-28T10:00:00Z'],
  ['the current time in another zone', '2026-11-28T11:00:00+01:00'],
  ['long ago', '1999-01-01T00:00:00Z'],
])('is valid: %s', (_, time) => {
  expect(read(time, NOW).findings).toEqual([]);
});

test('earlier manifests are read without a clock', () => {
  expect(read('2999-01-01T00:00:00Z').findings).toEqual([]);
});
