import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { entryCipher } from '../../../src/apply/observe/cache-encryption.ts';
import { fileCache, noCache, type VersionCache } from '../../../src/apply/observe/version-cache.ts';
import type { RunEvent } from '../../../src/model/event.ts';
import type { StreamDetail } from '../../../src/model/observed.ts';
import { runs } from '../../soak.ts';
import { temporaryFolder } from '../temporary.ts';

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
  body: { streamName: 'web', version, notificationEmails: ['ops@example.com'] },
});

function entries(): readonly string[] {
  const all = readdirSync(directory, { recursive: true }).map((name) => path.join(directory, String(name)));
  return all.filter((name) => statSync(name).isFile());
}

describe('the version cache', () => {
  test('returns what it stores, also to a later run', async () => {
    await open().keepDetail(detail(7, 3));
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test('counts latest versions of streams apart from other entries, and none of another account', async () => {
    const cache = open();
    await cache.keepDetail(detail(7, 3));
    await cache.keepDetail(detail(7, 4));
    await cache.keepDetail(detail(8, 1, gtm));
    await cache.keepOlderVersion(detail(7, 3));
    await cache.keepNames('properties', { at: 5, entries: [] });
    await open('https://b.example.com').keepDetail(detail(9, 1));
    expect(await cache.inspect()).toEqual({ tag: 'usable', readable: 4, streams: 2, unreadable: 0 });
  });

  test('finds only the same version, stream, collection and target', async () => {
    await open().keepDetail(detail(7, 3));
    expect(await open().detail(cdn, 7, 4)).toBeUndefined();
    expect(await open().detail(cdn, 8, 3)).toBeUndefined();
    expect(await open().detail(gtm, 7, 3)).toBeUndefined();
    expect(await open('https://b.example.com').detail(cdn, 7, 3)).toBeUndefined();
  });

  test('accepts no entry without authentication by its key, since a checkout may contain files', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const honest = readFileSync(file);
    for (let at = 0; at < honest.length; at += 7) {
      const changed = Buffer.from(honest);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(file, changed);
      expect(await open().detail(cdn, 7, 3)).toBeUndefined();
    }
    writeFileSync(file, JSON.stringify({ format: 3, value: detail(7, 3) }));
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
    writeFileSync(file, honest);
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test('accepts no entry under another name', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    await open().keepDetail(detail(8, 3));
    const [other = ''] = entries().filter((name) => name !== file);
    writeFileSync(other, readFileSync(file));
    expect(await open().detail(cdn, 8, 3)).toBeUndefined();
  });

  test('shows nothing of the account without the key, neither in contents nor in names', async () => {
    await open('https://akab-host.example.com (account B-1)').keepDetail(detail(7050, 3));
    await open('https://akab-host.example.com (account B-1)').keepNames('{"groupId":21484}', {
      at: 5,
      entries: [{ id: 349772, name: 'www.example.com' }],
    });
    const names = entries();
    expect(names).toHaveLength(2);
    const seen = names
      .map((name) => `${path.relative(directory, name)} ${readFileSync(name, 'latin1')}`)
      .join();
    for (const text of [
      'akab',
      'B-1',
      '7050',
      'cdn',
      'DataStream',
      'web',
      'example',
      'ops@',
      '21484',
      '349772',
    ]) {
      expect(seen).not.toContain(text);
    }
    for (const name of names) expect(path.relative(directory, name)).toMatch(/^[0-9a-f]{32}.[0-9a-f]{32}$/);
  });

  test('writes the same bytes for the same content, since workflows hash them, and other bytes for other content', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const first = readFileSync(file);
    await open().keepDetail(detail(7, 3));
    expect(readFileSync(file)).toEqual(first);
    await open().keepDetail(detail(7, 4));
    expect(readFileSync(file).subarray(4, 16)).not.toEqual(first.subarray(4, 16));
  });

  test('does not reveal which stream a file is about, neither by a nonce nor by its size', async () => {
    await open().keepDetail(detail(7, 3));
    await open().keepDetail({ ...detail(8, 3), name: 'a much longer name than the other' });
    const [one = Buffer.of(), other = Buffer.of()] = entries().map((name) => readFileSync(name));
    expect(one.length).toBe(other.length);
    expect(one.subarray(4, 16)).not.toEqual(other.subarray(4, 16));
  });

  test('removes the entries of earlier formats, which are in plain text, and nothing else', async () => {
    const old = ['0123456789abcdef/DataStream2/cdn/7.json', '0123456789abcdef/names/00.json'];
    const kept = ['0123456789abcdef/notes.json', 'mine/DataStream2/cdn/7.json'];
    for (const file of [...old, ...kept]) {
      mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      writeFileSync(path.join(directory, file), 'ops@example.com');
    }
    const outside = path.join(temporaryFolder(), 'elsewhere');
    mkdirSync(outside);
    writeFileSync(path.join(outside, '1.json'), '{}');
    symlinkSync(outside, path.join(directory, '0123456789abcdef', 'DataStream1'));
    await open().keepDetail(detail(7, 3));
    const left = readdirSync(directory, { recursive: true }).map(String);
    expect(left).toEqual(expect.arrayContaining(kept));
    for (const file of old) expect(left).not.toContain(file);
    expect(readdirSync(outside)).toEqual(['1.json']);
  });

  test('is separate for another key', async () => {
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

  test('stores names with their time, by key', async () => {
    const names = { at: 5, entries: [{ id: 1, name: 'www.example.com' }] };
    await open().keepNames('properties', names);
    expect(await open().names('properties')).toEqual(names);
    expect(await open().names('zones')).toBeUndefined();
  });

  test('is readable for its owner only', async () => {
    await open().keepDetail(detail(7, 3));
    for (const file of entries()) expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('ignores a damaged entry and writes it again', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const whole = readFileSync(file);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length - 1 }), fc.string(), async (cut, rest) => {
        writeFileSync(file, Buffer.concat([whole.subarray(0, cut), Buffer.from(rest)]));
        const found = await open().detail(cdn, 7, 3);
        if (found) expect(found).toEqual(detail(7, 3));
      }),
      { numRuns: runs(50) },
    );
    await open().keepDetail(detail(7, 3));
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
  });

  test.each([
    ['another format', { format: 0 }],
    ['an earlier format', { format: 2 }],
    ['another target', { target: 'https://b.example.com' }],
    ['another stream', { title: 'stream DataStream2/cdn/8' }],
    ['another document', { value: 7 }],
    ['another shape', { value: { ...detail(7, 3), body: 'text' } }],
  ])('ignores an entry of %s', async (_name, change) => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const name = path.basename(file);
    const cipher = entryCipher('key');
    const entry: object = JSON.parse(cipher.decrypt(readFileSync(file), name) ?? '');
    writeFileSync(file, cipher.encrypt(JSON.stringify(entry), name));
    expect(await open().detail(cdn, 7, 3)).toEqual(detail(7, 3));
    writeFileSync(file, cipher.encrypt(JSON.stringify({ ...entry, ...change }), name));
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
  });

  test('ignores an entry that is far too large', async () => {
    await open().keepDetail(detail(7, 3));
    const [file = ''] = entries();
    const name = path.basename(file);
    const padded = JSON.stringify(detail(7, 3)) + ' '.repeat(5 * 1024 * 1024);
    writeFileSync(file, entryCipher('key').encrypt(padded, name));
    expect(await open().detail(cdn, 7, 3)).toBeUndefined();
  });

  test('leaves no temporary files behind', async () => {
    await Promise.all(Array.from({ length: 40 }, (_, n) => open().keepDetail(detail(n % 4, n))));
    expect(entries().filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(entries()).toHaveLength(4);
  });

  test('warns once if it cannot write, and continues', async () => {
    mkdirSync(path.dirname(directory), { recursive: true });
    writeFileSync(directory, 'a file where the folder should be');
    const cache = open();
    await cache.keepDetail(detail(7, 3));
    await cache.keepDetail(detail(8, 1));
    expect(await cache.detail(cdn, 7, 3)).toBeUndefined();
    expect(events).toMatchObject([{ tag: 'warning', warning: { code: 'cache-unwritable' } }]);
  });

  test('warns once in a read-only folder', async () => {
    mkdirSync(directory, { recursive: true });
    chmodSync(directory, 0o500);
    if (process.getuid?.() === 0) return; // root can write everywhere
    await open().keepDetail(detail(7, 3));
    expect(events).toHaveLength(1);
  });

  test('reads a thousand entries in a few seconds at most', async () => {
    await Promise.all(Array.from({ length: 1000 }, (_, id) => open().keepDetail(detail(id + 1, 1))));
    const began = performance.now();
    const cache = open();
    for (let id = 1; id <= 1000; id += 1) expect(await cache.detail(cdn, id, 1)).toBeDefined();
    expect(performance.now() - began).toBeLessThan(5000);
  });
});

test('without a cache nothing is stored', async () => {
  const cache = noCache();
  await cache.keepDetail(detail(7, 3));
  await cache.keepNames('properties', { at: 5, entries: [] });
  expect(await cache.detail(cdn, 7, 3)).toBeUndefined();
  expect(await cache.names('properties')).toBeUndefined();
});
