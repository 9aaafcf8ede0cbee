import { createHmac } from 'node:crypto';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { fileCache, noCache, type VersionCache } from '../../src/apply/cache.ts';
import type { RunEvent } from '../../src/model/event.ts';
import type { StreamDetail } from '../../src/model/observed.ts';
import { temporaryFolder } from './temporary.ts';

const cdn = { kind: 'DataStream2', logType: 'cdn' } as const;
const gtm = { kind: 'DataStream2', logType: 'gtm' } as const;

let directory = '';
let events: RunEvent[] = [];
const open = (target = 'https://a.example.com'): VersionCache =>
  fileCache({ directory, target, key: 'key', listen: (event) => events.push(event) });

beforeEach(() => {
  directory = path.join(temporaryFolder(), 'cache');
  events = [];
});

const detail = (
  streamId: number,
  version: number,
  collection: StreamDetail['collection'] = cdn,
): StreamDetail => ({
  collection,
  streamId,
  name: 'web',
  version,
  status: 'ACTIVATED',
  sources: [{ id: 1, name: 'www.example.com' }],
  body: { streamName: 'web', version },
});

function entries(): readonly string[] {
  const all = readdirSync(directory, { recursive: true }).map((name) => path.join(directory, String(name)));
  return all.filter((name) => statSync(name).isFile());
}

describe('the version cache', () => {
  test('gives back what it keeps, also to a later run', async () => {
    await open().keepDetail(detail(7, 3));
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test('knows a version of a stream of a collection of a target, and nothing else', async () => {
    await open().keepDetail(detail(7, 3));
    expect(await open().detail(cdn, 7, 4)).toBeUndefined();
    expect(await open().detail(cdn, 8, 3)).toBeUndefined();
    expect(await open().detail(gtm, 7, 3)).toBeUndefined();
    expect(await open('https://b.example.com').detail(cdn, 7, 3)).toBeUndefined();
  });

  test('takes no entry that was written without its key: a checkout may bring files along', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const honest = readFileSync(file, 'utf8');
    writeFileSync(file, honest.replace('"web"', '"evil"'));
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
    writeFileSync(file, honest.slice(honest.indexOf('\n') + 1));
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
    writeFileSync(file, honest);
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test('of other credentials stands apart', async () => {
    await open().keepDetail(detail(7, 3));
    const other = fileCache({ directory, target: 'https://a.example.com', key: 'other', listen: () => {} });
    expect(await other.detail(cdn, 7, 3)).toBeUndefined();
    await other.keepDetail(detail(7, 4));
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test('keeps only the latest version of a stream, in one file', async () => {
    for (const version of [1, 2, 3]) await open().keepDetail(detail(7, version));
    expect(entries()).toHaveLength(1);
    expect(await open().detail(cdn, 7, 3)).toBeDefined();
    expect(await open().detail(cdn, 7, 1)).toBeUndefined();
  });

  test('keeps names with their time, by key', async () => {
    const names = { at: 5, entries: [{ id: 1, name: 'www.example.com' }] };
    await open().keepNames('properties', names);
    expect(await open().names('properties')).toEqual(names);
    expect(await open().names('zones')).toBeUndefined();
  });

  test('is readable for its owner only', async () => {
    await open().keepDetail(detail(7, 3));
    for (const file of entries()) expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('overlooks an entry that is damaged in any way, and writes it anew', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const whole = readFileSync(file, 'utf8');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), fc.string(), async (cut, rest) => {
        writeFileSync(file, whole.slice(0, cut) + rest);
        const found = await open().detail(cdn, 7, 3);
        if (found) expect(found).toEqual(detail(7, 3));
      }),
      { numRuns: 50 },
    );
    await open().keepDetail(detail(7, 3));
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test.each([
    ['another format', { format: 0 }],
    // It held in clear what sounds like a secret in destinations that are new at the vendor.
    ['an earlier format', { format: 1 }],
    ['another target', { target: 'https://b.example.com' }],
    ['another stream', { title: 'DataStream2/cdn/8' }],
    ['something else', { value: 7 }],
    ['another shape', { value: { ...detail(7, 3), body: 'text' } }],
  ])('overlooks an entry of %s', async (_name, change) => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const [, entry = ''] = readFileSync(file, 'utf8').split('\n');
    const changed = JSON.stringify({ ...JSON.parse(entry), ...change });
    writeFileSync(file, `${createHmac('sha256', 'key').update(changed).digest('hex')}\n${changed}`);
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
  });

  test('overlooks an entry that is far too large', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const whole = readFileSync(file, 'utf8');
    writeFileSync(file, whole + ' '.repeat(5 * 1024 * 1024));
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
  });

  test('leaves no drafts behind', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => open().keepDetail(detail(n % 4, n))));
    expect(entries().filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(entries()).toHaveLength(4);
  });

  test('warns once where it cannot write, and goes on', async () => {
    mkdirSync(path.dirname(directory), { recursive: true });
    writeFileSync(directory, 'a file where the folder should be');
    const cache = open();
    await cache.keepDetail(detail(7, 3));
    await cache.keepDetail(detail(8, 1));
    expect(await cache.detail(cdn, 7, 3)).toBeUndefined();
    expect(events).toMatchObject([{ tag: 'warning', warning: { code: 'cache-unwritable' } }]);
  });

  test('warns once in a folder that is read-only', async () => {
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o500);
    if (process.getuid?.() === 0) return; // root writes everywhere
    await open().keepDetail(detail(7, 3));
    expect(events).toHaveLength(1);
  });

  test('reads a thousand entries in a few seconds at the most', async () => {
    await Promise.all(Array.from({ length: 1000 }, (_, id) => open().keepDetail(detail(id, 1))));
    const began = performance.now();
    const cache = open();
    for (let id = 0; id < 1000; id += 1) expect(await cache.detail(cdn, id, 1)).toBeDefined();
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

test('without a cache nothing is kept', async () => {
  const cache = noCache();
  await cache.keepDetail(detail(7, 3));
  await cache.keepNames('properties', { at: 5, entries: [] });
  expect(await cache.detail(cdn, 7, 3)).toBeUndefined();
  expect(await cache.names('properties')).toBeUndefined();
});
