import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { targetDigest } from '../../src/approval/approval.ts';
import type { ApplyRecord, StreamRecord } from '../../src/model/approval.ts';
import { recordedOrigins } from '../../src/workflow/records/version-origins.ts';
import { BOT, MemoryForge } from './memory-forge.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const TARGET = 'https://akab-example.luna.akamaiapis.net';
const STREAM = { kind: 'DataStream2', logType: 'cdn', streamId: 7050, target: TARGET } as const;

function written(base: number | null, version: number, streamId = 7050): StreamRecord {
  return {
    ...{ name: 'web', kind: 'DataStream2', logType: 'cdn', streamId, desired: `sha256:${'a'.repeat(64)}` },
    ...{ base, version, left: [] },
  };
}

/** A forge with one record for each run, oldest first. Each run applied a commit of its own. */
async function ledger(
  runs: readonly (Partial<ApplyRecord> & { readonly to?: string; readonly request?: true })[],
) {
  const forge = new MemoryForge(() => Date.UTC(2026, 0, 5));
  for (const [index, { to = 'production', request, ...parts }] of runs.entries()) {
    const number = request ? forge.open(`head${index}`) : undefined;
    if (number !== undefined) forge.merge(number);
    const commit = forge.push(number === undefined ? [] : [number]);
    await forge.addRecord({
      ...{
        target: to,
        commit,
        url: `https://forge.example/runs/${index}`,
        state: 'complete',
        summary: 'Done.',
      },
      record: {
        ...{ formatVersion: 1, kind: 'datastream-apply', run: index + 1, attempt: 1, complete: true },
        ...{ target: targetDigest(TARGET, hash), streams: [], ...parts },
      },
    });
  }
  return forge;
}

const find = (forge: MemoryForge, versions: readonly number[]) =>
  recordedOrigins(() => forge, hash)(STREAM, versions);

test('the run that created a version is found, with its commit and change request', async () => {
  const forge = await ledger([
    { streams: [written(null, 1)], request: true },
    { streams: [written(1, 2)], by: 'watch' },
  ]);
  expect(await find(forge, [2, 1])).toEqual({
    tag: 'read',
    origins: new Map([
      [
        1,
        {
          commit: 'c1',
          run: 1,
          runUrl: 'https://forge.example/runs/0',
          author: BOT,
          changes: [expect.any(String)],
        },
      ],
      [
        2,
        {
          commit: 'c2',
          run: 2,
          runUrl: 'https://forge.example/runs/1',
          by: 'watch',
          author: BOT,
          changes: [],
        },
      ],
    ]),
  });
});

test.each([
  ['another account', [{ streams: [written(1, 2)], target: targetDigest('https://other', hash) }]],
  ['another stream', [{ streams: [written(1, 2, 7060)] }]],
  ['an activation, which creates no version', [{ streams: [written(2, 2)] }]],
  ['no version that is shown', [{ streams: [written(4, 5)] }]],
])('a record of %s is no origin', async (_, runs) => {
  expect(await find(await ledger(runs), [2])).toEqual({ tag: 'read', origins: new Map() });
});

test('records of all targets count, and the first of several runs', async () => {
  const streams = [written(1, 2)];
  const forge = await ledger([
    { streams, to: 'blue' },
    { streams, to: 'green' },
  ]);
  const found = await find(forge, [2]);
  expect(found.tag === 'read' && [...found.origins.values()].map(({ run }) => run)).toEqual([1]);
});

test('a forge that cannot be read is said, and nothing fails', async () => {
  const forge = await ledger([]);
  forge.forbidden.add('records');
  expect(await find(forge, [2])).toEqual({
    tag: 'not-read',
    why: expect.stringMatching(/^The records of applies could not be read\. /),
  });
});
