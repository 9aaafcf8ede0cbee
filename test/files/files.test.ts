import { execFileSync } from 'node:child_process';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { beforeEach, describe, expect, test } from 'vitest';
import { appendLine } from '../../src/apply/files/atomic.ts';
import { fileJournal, JOURNAL } from '../../src/apply/files/journal.ts';
import { takeLock } from '../../src/apply/files/lock.ts';
import { fileCache } from '../../src/apply/observe/version-cache.ts';
import { readFileBounded } from '../../src/files/read-file.ts';
import { writeToNamed } from '../../src/files/write-file.ts';
import { systemClock } from '../../src/http/system-clock.ts';
import type { RunEvent } from '../../src/model/event.ts';
import { seededAccountWithoutStreams } from '../../src/simulator/seed/seed.ts';
import { fileStore } from '../../src/simulator/server/file-store.ts';
import { temporaryFolder } from '../apply/temporary.ts';

let folder = '';
let at: (name: string) => string = (name) => name;
const makePipe = (name: string) => execFileSync('mkfifo', [at(name)]);
/** A pipe is retried immediately, but other events of the process are handled first. */
const sleep = () => new Promise<void>((resolve) => setImmediate(resolve));
const named = { mode: 0o600, sleep };

beforeEach(() => {
  folder = temporaryFolder();
  at = (name) => path.join(folder, name);
});

describe('reading a file', () => {
  const read = (name: string, more: object = {}) =>
    readFileBounded(at(name), { limit: 100, links: 'follow', ...more }).then((bytes) =>
      new TextDecoder().decode(bytes),
    );

  test('returns its whole content up to the limit', async () => {
    writeFileSync(at('a'), 'x'.repeat(100));
    expect(await read('a')).toBe('x'.repeat(100));
    writeFileSync(at('a'), 'x'.repeat(101));
    await expect(read('a')).rejects.toThrow('larger than');
  });

  test('does not block on a pipe, a folder or a device', async () => {
    makePipe('pipe');
    mkdirSync(at('folder'));
    await expect(read('pipe')).rejects.toThrow('not a regular file');
    await expect(read('folder')).rejects.toThrow('it is a folder');
    const device = readFileBounded('/dev/zero', { limit: 100, links: 'follow' });
    await expect(device).rejects.toThrow('not a regular file');
  });

  test('follows a link only if allowed', async () => {
    writeFileSync(at('a'), 'content');
    symlinkSync(at('a'), at('link'));
    expect(await read('link')).toBe('content');
    await expect(read('link', { links: 'refuse' })).rejects.toThrow('it is a link');
  });

  test('reads a pipe to its end if allowed, in parts, and stops after a timeout', async () => {
    makePipe('pipe');
    await expect(read('pipe', { pipe: { sleep } })).rejects.toThrow('within 30 seconds');
    const reading = read('pipe', { pipe: { sleep } });
    const writer = await open(at('pipe'), 'w');
    await writer.write('first ');
    await writer.write('second');
    await writer.close();
    expect(await reading).toBe('first second');
  });
});

describe('writing to a path that a user named', () => {
  test('replaces a regular file, also at the end of a link, and keeps the link', async () => {
    writeFileSync(at('a'), 'old');
    symlinkSync(at('a'), at('link'));
    const before = statSync(at('a')).ino;
    await writeToNamed(at('link'), 'new', named);
    expect(readFileSync(at('a'), 'utf8')).toBe('new');
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(statSync(at('a')).ino).not.toBe(before);
  });

  test('writes through a pipe more than it can buffer, and keeps it a pipe', async () => {
    makePipe('pipe');
    const text = 'x'.repeat(1_000_000);
    const reading = readFileBounded(at('pipe'), { limit: 2_000_000, links: 'follow', pipe: { sleep } });
    await writeToNamed(at('pipe'), text, named);
    expect((await reading).length).toBe(text.length);
    expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
    await expect(writeToNamed(at('pipe'), text, named)).rejects.toThrow('no process reads from it');
  });

  test('keeps a device a device', async () => {
    symlinkSync('/dev/null', at('null'));
    await writeToNamed(at('null'), 'text', named);
    expect(lstatSync(at('null')).isSymbolicLink()).toBe(true);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  test('refuses a dangling link', async () => {
    symlinkSync(at('nothing'), at('link'));
    await expect(writeToNamed(at('link'), 'text', named)).rejects.toThrow('does not exist');
  });
});

describe('files of this product', () => {
  const cache = (directory: string) => fileCache({ directory, target: 't', key: 'k', listen: () => {} });
  const names = { at: 1, entries: [] };

  test('never block on a pipe', async () => {
    makePipe('journal');
    makePipe('state.json');
    await expect(appendLine(at('journal'), '{}')).rejects.toThrow('not a regular file');
    const accountState = fileStore({ file: at('state.json'), first: seededAccountWithoutStreams });
    const change = accountState.change((kept) => ({ accountState: kept, result: undefined }));
    await expect(change).rejects.toThrow('cannot be read');
    await cache(folder).keepNames('properties', names);
    const [target = ''] = execFileSync('find', [folder, '-type', 'f']).toString().split('\n');
    execFileSync('rm', [target]);
    execFileSync('mkfifo', [target]);
    expect(await cache(folder).names('properties')).toBeUndefined();
  });

  test('are never links that are followed', async () => {
    writeFileSync(at('outside'), '{"mine": true}');
    symlinkSync(at('outside'), at('state.json'));
    const accountState = fileStore({ file: at('state.json'), first: seededAccountWithoutStreams });
    const change = accountState.change((kept) => ({ accountState: kept, result: undefined }));
    await expect(change).rejects.toThrow('cannot be read');
    symlinkSync(at('outside'), at('journal'));
    await expect(appendLine(at('journal'), '{}')).rejects.toThrow('ELOOP');
    expect(readFileSync(at('outside'), 'utf8')).toBe('{"mine": true}');
  });

  test.each(['cache', 'journal', 'lock', 'simulator state'])(
    'are not written through a folder that is a link in the working directory: %s',
    async (kind) => {
      const home = process.cwd();
      const events: RunEvent[] = [];
      const listen = (event: RunEvent) => events.push(event);
      mkdirSync(at('work'));
      mkdirSync(at('outside'));
      symlinkSync(at('outside'), at('work/.datastream'));
      process.chdir(at('work'));
      try {
        const write: Readonly<Record<string, () => Promise<unknown>>> = {
          cache: () =>
            fileCache({ directory: '.datastream/cache', target: 't', key: 'k', listen }).keepNames(
              'properties',
              names,
            ),
          journal: () =>
            fileJournal({ file: JOURNAL, target: 't', clock: systemClock, listen }).record({
              name: 'a',
              kind: 'DataStream2',
              step: 'delete',
              result: 'done',
            }),
          lock: () => takeLock({ file: '.datastream/a.lock', clock: systemClock, listen }),
          'simulator state': () =>
            fileStore({ file: '.datastream/simulator.json', first: seededAccountWithoutStreams })
              .change((kept) => ({ accountState: kept, result: undefined }))
              .catch((error: unknown) =>
                listen({ tag: 'warning', warning: { code: 'cache-unwritable', message: String(error) } }),
              ),
        };
        await write[kind]?.();
        expect(events.map((event) => (event.tag === 'warning' ? event.warning.message : ''))).toEqual([
          expect.stringContaining('.datastream is a link, which is not followed'),
        ]);
        expect(readdirSync(at('outside'))).toEqual([]);
      } finally {
        process.chdir(home);
      }
    },
  );

  test('are not read or written through a link below a folder that a user named', async () => {
    await cache(at('cache')).keepNames('properties', names);
    const [target = ''] = readdirSync(at('cache'));
    renameSync(at(`cache/${target}`), at('elsewhere'));
    symlinkSync(at('elsewhere'), at(`cache/${target}`));
    expect(await cache(at('cache')).names('properties')).toBeUndefined();
    const before = readdirSync(at('elsewhere'));
    await cache(at('cache')).keepNames('other', names);
    expect(readdirSync(at('elsewhere'))).toEqual(before);
  });
});
