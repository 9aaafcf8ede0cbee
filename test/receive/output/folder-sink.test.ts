import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { DiskFile } from '../../../src/receive/output/disk.ts';
import { openFiles } from '../../../src/receive/output/folder-sink.ts';
import type { Sink } from '../../../src/receive/output/sink.ts';
import {
  batchOf,
  diskFull,
  filesIn,
  interruptedDisk,
  lineOf,
  linesIn,
  NOW,
  rejectedPart,
  STAMP,
  testFolder,
} from './folders.ts';

const LARGE = 'x'.repeat(1024);

describe('files', () => {
  test('a batch is in the current file when it is written, for this user only', async () => {
    const { options } = testFolder();
    const sink = await openFiles(options);
    await sink.write(batchOf([1, 2]));
    expect(filesIn(options.folder)).toEqual({ 'current.jsonl': lineOf(1) + lineOf(2) });
    const modeOf = (name: string) => statSync(path.join(options.folder, name)).mode & 0o777;
    expect(modeOf('current.jsonl')).toBe(0o600);
    for (const folder of ['..', '.', 'closed', 'rejected']) expect(modeOf(folder)).toBe(0o700);
    await sink.close();
  });

  test('a file is closed at its size, with a counter, and a batch is never split', async () => {
    const { options, closed } = testFolder();
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    await sink.write(batchOf([2, LARGE, LARGE, 3]));
    await sink.write(batchOf([LARGE], { receivedAt: '2026-11-29T10:16:00.000Z' }));
    await sink.write(batchOf([4]));
    expect(filesIn(options.folder)).toEqual({
      [`closed/${STAMP}-000001.jsonl`]: [1, 2, LARGE, LARGE, 3].map((each) => lineOf(each)).join(''),
      'closed/20261129T101600.000Z-000002.jsonl': lineOf(LARGE, '2026-11-29T10:16:00.000Z'),
      'current.jsonl': lineOf(4),
    });
    await sink.close();
    expect(Object.keys(filesIn(options.folder))).toHaveLength(3);
    expect(closed()).toBe(3);
  });

  test('a file is closed after an interval that begins with its first record', async () => {
    const { options, clock } = testFolder();
    const sink = await openFiles(options);
    await clock.advance(300_000);
    await sink.write(batchOf([1]));
    await clock.advance(59_999);
    await sink.write(batchOf([2]));
    expect(Object.keys(filesIn(options.folder))).toEqual(['current.jsonl']);
    await clock.advance(1);
    const closed = { [`closed/${STAMP}-000001.jsonl`]: lineOf(1) + lineOf(2) };
    expect(filesIn(options.folder)).toEqual(closed);
    await clock.advance(600_000);
    await sink.close();
    expect(filesIn(options.folder)).toEqual(closed);
  });

  test('a file that was closed at its size does not shorten the interval of the next one', async () => {
    const { options, clock } = testFolder();
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    await clock.advance(50_000);
    await sink.write(batchOf([LARGE]));
    await sink.write(batchOf([2]));
    await clock.advance(59_999);
    expect(filesIn(options.folder)['current.jsonl']).toBe(lineOf(2));
    await clock.advance(1);
    expect(filesIn(options.folder)['current.jsonl']).toBeUndefined();
    await sink.close();
  });

  test('a closed file is never overwritten, also if its name is taken in the meantime', async () => {
    const { options } = testFolder();
    const sink = await openFiles(options);
    const taken = { [`closed/${STAMP}-000001.jsonl`]: 'a', [`closed/${STAMP}-000002.jsonl.gz`]: '' };
    for (const name of Object.keys(taken)) writeFileSync(path.join(options.folder, name), 'a');
    await sink.write(batchOf([LARGE]));
    await sink.close();
    rmSync(path.join(options.folder, `closed/${STAMP}-000002.jsonl.gz`));
    expect(filesIn(options.folder)).toMatchObject({
      [`closed/${STAMP}-000001.jsonl`]: 'a',
      [`closed/${STAMP}-000003.jsonl`]: lineOf(LARGE),
    });
  });

  test('closed files are compressed on request, and the source is removed', async () => {
    const { options, closed } = testFolder({ gzip: true });
    const sink = await openFiles(options);
    await sink.write(batchOf([LARGE]));
    await sink.write(batchOf([1]));
    await sink.close();
    expect(filesIn(options.folder)).toEqual({
      [`closed/${STAMP}-000001.jsonl.gz`]: lineOf(LARGE),
      [`closed/${STAMP}-000002.jsonl.gz`]: lineOf(1),
    });
    expect(statSync(path.join(options.folder, `closed/${STAMP}-000001.jsonl.gz`)).mode & 0o777).toBe(0o600);
    expect(closed()).toBe(2);
  });

  test('concurrent batches are whole and in order', async () => {
    const { options } = testFolder();
    const sink = await openFiles(options);
    const batches = Array.from({ length: 200 }, (_, i) => [`${i}a`, `${i}b`.repeat(i % 20), `${i}c`]);
    await Promise.all(batches.map((values) => sink.write(batchOf(values))));
    await sink.close();
    const texts = Object.values(filesIn(options.folder));
    expect(texts.join('')).toBe(
      batches
        .flat()
        .map((value) => lineOf(value))
        .join(''),
    );
    expect(texts.length).toBeGreaterThan(10);
    for (const text of texts) expect(text.split('\n').length % 3).toBe(1);
  });

  test('after the end, nothing is written, and what was waiting is', async () => {
    const { options } = testFolder();
    const sink = await openFiles(options);
    const written = [sink.write(batchOf([1])), sink.write(batchOf([2]))];
    await sink.close();
    await Promise.all(written);
    await expect(sink.write(batchOf([3]))).rejects.toThrow('the output is closed');
    await sink.close();
    expect(linesIn(options.folder)).toEqual([lineOf(1), lineOf(2)]);
  });

  test.each([{ gzip: false }, { gzip: true }])(
    'folders that someone deletes or moves away are created again, and nothing is lost: %j',
    async (changes) => {
      const { options, warnings } = testFolder(changes);
      const sink = await openFiles(options);
      await sink.write(batchOf([1]));
      for (const name of ['closed', 'rejected']) rmSync(path.join(options.folder, name), { recursive: true });
      await sink.write(batchOf([LARGE], { rejected: [rejectedPart('a')] }));
      await sink.write(batchOf([2]));
      await sink.close();
      expect(linesIn(options.folder)).toEqual([lineOf(1), lineOf(LARGE), lineOf(2)]);
      expect(filesIn(options.folder)[`rejected/${STAMP}-000001.body`]).toBe('a');
      expect(warnings).toEqual([]);
    },
  );

  test('a current file that cannot be moved is kept, also if the system says that something does not exist', async () => {
    let isMissing = true;
    const disk = interruptedDisk((operation) => {
      if (operation === 'rename' && isMissing) throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
    });
    const { options } = testFolder({ disk });
    const sink = await openFiles(options);
    await sink.write(batchOf([LARGE]));
    isMissing = false;
    await sink.write(batchOf([1]));
    await sink.close();
    expect(linesIn(options.folder)).toEqual([lineOf(LARGE), lineOf(1)]);
  });

  test('a current file that someone deletes is replaced by a new one', async () => {
    const { options, warnings } = testFolder();
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    rmSync(path.join(options.folder, 'current.jsonl'));
    await sink.write(batchOf([LARGE]));
    await sink.write(batchOf([2]));
    expect(filesIn(options.folder)).toEqual({ 'current.jsonl': lineOf(2) });
    expect(warnings).toEqual([`A file in ${options.folder} could not be closed (ENOENT).`]);
    await sink.close();
  });
});

describe('rejected', () => {
  test('bodies and lines are in files, each with a description', async () => {
    const { options } = testFolder();
    const sink = await openFiles(options);
    const lines = rejectedPart('a\nb\n', { reason: 'columns', kind: 'lines' });
    const body = rejectedPart('zip', { reason: 'gzip', contentType: 'text/plain', contentEncoding: 'gzip' });
    await sink.write(batchOf([1], { rejected: [lines] }));
    await sink.write(batchOf([], { rejected: [body] }));
    const { 'current.jsonl': current, ...rejected } = filesIn(options.folder);
    expect(current).toBe(lineOf(1));
    expect(rejected).toEqual({
      [`rejected/${STAMP}-000001.lines`]: 'a\nb\n',
      [`rejected/${STAMP}-000001.json`]:
        '{"receivedAt":"2026-11-29T10:15:00.123Z","reason":"columns","bytes":4,"contentType":null,"contentEncoding":null}\n',
      [`rejected/${STAMP}-000002.body`]: 'zip',
      [`rejected/${STAMP}-000002.json`]:
        '{"receivedAt":"2026-11-29T10:15:00.123Z","reason":"gzip","bytes":3,"contentType":"text/plain","contentEncoding":"gzip"}\n',
    });
    await sink.close();
    const next = await openFiles(options);
    await next.write(batchOf([], { rejected: [rejectedPart('more')] }));
    await next.close();
    expect(filesIn(options.folder)[`rejected/${STAMP}-000003.body`]).toBe('more');
  });
});

describe('fsync', () => {
  test('a batch is written after its file and its folder are synced', async () => {
    const synced: string[] = [];
    const disk = interruptedDisk((operation, file) => {
      if (operation.startsWith('sync')) synced.push(`${operation} ${path.relative(options.folder, file)}`);
    });
    const { options } = testFolder({ fsync: true, disk });
    const sink = await openFiles(options);
    await sink.write(batchOf([1], { rejected: [rejectedPart('a')] }));
    expect(synced).toEqual([
      `sync rejected/.${STAMP}-000001.json`,
      `sync rejected/.${STAMP}-000001.body`,
      'syncFolder rejected',
      'syncFolder ',
      'sync current.jsonl',
    ]);
    synced.length = 0;
    await Promise.all([1, 2, 3].map((value) => sink.write(batchOf([value]))));
    // The first batch is written alone or with the others; no batch has a sync of its own.
    expect(synced.length).toBeLessThan(3);
    await sink.close();
    expect(synced.slice(-2)).toEqual(['syncFolder closed', 'syncFolder ']);
  });
});

describe('a disk that fails', () => {
  /** A folder whose disk fails while `broken` names the operation. */
  function failingFolder(changes = {}) {
    const state = { broken: '' };
    const disk = interruptedDisk((operation, file) => {
      if (state.broken !== '' && `${operation} ${file}`.startsWith(state.broken)) throw diskFull();
    });
    return { ...testFolder({ disk, ...changes }), state };
  }

  test('a failed write is cut back, and its batch is not acknowledged', async () => {
    const { options, state } = failingFolder();
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    state.broken = 'write';
    await expect(sink.write(batchOf([2, 3]))).rejects.toThrow('ENOSPC');
    expect(filesIn(options.folder)).toEqual({ 'current.jsonl': lineOf(1) });
    state.broken = '';
    await sink.write(batchOf([4]));
    await sink.close();
    expect(linesIn(options.folder)).toEqual([lineOf(1), lineOf(4)]);
  });

  test('a file that may not become larger is closed, and the next one has room', async () => {
    const disk = interruptedDisk((operation, file) => {
      if (operation === 'write' && statSync(file).size > 0)
        throw Object.assign(new Error('EFBIG'), { code: 'EFBIG', errno: -27 });
    });
    const { options } = testFolder({ disk });
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    await expect(sink.write(batchOf([2]))).rejects.toThrow('EFBIG');
    await sink.write(batchOf([2]));
    await sink.close();
    expect(Object.values(filesIn(options.folder))).toEqual([lineOf(1), lineOf(2)]);
  });

  test('a file that cannot be cut back at once is cut back before the next write', async () => {
    let fails: readonly string[] = [];
    const disk = interruptedDisk((operation) => {
      if (fails.includes(operation)) throw diskFull();
    });
    const { options } = testFolder({ disk });
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    fails = ['write', 'truncate'];
    await expect(sink.write(batchOf([2]))).rejects.toThrow('ENOSPC');
    expect(filesIn(options.folder)['current.jsonl']).not.toBe(lineOf(1));
    fails = [];
    await sink.write(batchOf([3]));
    await sink.close();
    expect(Object.values(filesIn(options.folder))).toEqual([lineOf(1) + lineOf(3)]);
  });

  test('a failed sync and a failed rejected file are no acknowledgement either', async () => {
    const { options, state } = failingFolder({ fsync: true });
    const sink = await openFiles(options);
    state.broken = 'sync';
    await expect(sink.write(batchOf([1]))).rejects.toThrow('ENOSPC');
    state.broken = 'rename';
    await expect(sink.write(batchOf([1], { rejected: [rejectedPart('a')] }))).rejects.toThrow('ENOSPC');
    state.broken = '';
    await sink.close();
    expect(Object.entries(filesIn(options.folder)).filter(([, text]) => text !== '')).toEqual([]);
  });

  test('health names the reason, tries a write of the failed size once a second, and recovers without traffic', async () => {
    const trials: number[] = [];
    let isFull = false;
    const disk = interruptedDisk((operation, file) => {
      if (operation === 'remove' && file.endsWith('.trial') && existsSync(file))
        trials.push(statSync(file).size);
      if (operation === 'write' && isFull) throw diskFull();
    });
    const { options, clock } = testFolder({ disk });
    const sink = await openFiles(options);
    expect(await sink.health()).toBeUndefined();
    isFull = true;
    const failed = batchOf(['a'.repeat(100_000)], { rejected: [rejectedPart('b')] });
    await expect(sink.write(failed)).rejects.toThrow('ENOSPC');
    const reason = `writing to ${options.folder} fails (ENOSPC)`;
    expect(await Promise.all([sink.health(), sink.health()])).toEqual([reason, reason]);
    expect(trials).toHaveLength(1);
    await clock.advance(999);
    isFull = false;
    expect(await sink.health()).toBe(reason);
    await clock.advance(1);
    expect(await sink.health()).toBeUndefined();
    expect(await sink.health()).toBeUndefined();
    expect(trials.slice(1)).toEqual([lineOf('a'.repeat(100_000)).length + 1]);
    await sink.write(batchOf([1]));
    await sink.close();
    expect(Object.values(filesIn(options.folder))).toEqual([lineOf(1)]);
  });

  test('a file that cannot be closed is written to further, with one warning, and closed later', async () => {
    const { options, state, warnings, clock } = failingFolder();
    const sink = await openFiles(options);
    state.broken = 'rename';
    await sink.write(batchOf([LARGE]));
    await sink.write(batchOf([1]));
    await clock.advance(0);
    expect(warnings).toEqual([`A file in ${options.folder} could not be closed (ENOSPC).`]);
    state.broken = '';
    await clock.advance(60_000);
    expect(filesIn(options.folder)).toEqual({ [`closed/${STAMP}-000003.jsonl`]: lineOf(LARGE) + lineOf(1) });
    await sink.close();
  });

  test('a file that cannot be compressed waits, and is compressed with the next one', async () => {
    const { options, state, warnings, closed } = failingFolder({ gzip: true });
    const sink = await openFiles(options);
    state.broken = 'compress';
    await sink.write(batchOf([LARGE]));
    await sink.close();
    expect(warnings).toEqual([`A file in ${options.folder} could not be compressed (ENOSPC).`]);
    expect(filesIn(options.folder)).toEqual({ [`.${STAMP}-000001.jsonl`]: lineOf(LARGE) });
    expect(closed()).toBe(0);
    state.broken = '';
    await (await openFiles(options)).close();
    expect(filesIn(options.folder)).toEqual({ [`closed/${STAMP}-000001.jsonl.gz`]: lineOf(LARGE) });
  });

  test.each([
    { gzip: false, broken: 'syncFolder' },
    { gzip: false, broken: 'close' },
    { gzip: true, broken: 'syncFolder' },
    { gzip: true, broken: 'close' },
  ])('a file that was renamed is closed, whatever fails afterwards: %j', async ({ gzip, broken }) => {
    const { options, state, warnings, closed } = failingFolder({ gzip, fsync: true });
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    state.broken = broken;
    await sink.write(batchOf([LARGE]));
    while (warnings.length < (gzip ? 2 : 1)) await new Promise((resolve) => setImmediate(resolve));
    state.broken = '';
    await sink.write(batchOf([2]));
    await sink.close();
    const ending = gzip ? 'jsonl.gz' : 'jsonl';
    expect(filesIn(options.folder)).toEqual({
      [`closed/${STAMP}-000001.${ending}`]: lineOf(1) + lineOf(LARGE),
      [`closed/${STAMP}-000002.${ending}`]: lineOf(2),
    });
    expect(closed()).toBe(2);
    expect(warnings[0]).toBe(`A file in ${options.folder} could not be closed (ENOSPC).`);
  });

  test('a compressed file replaces its source only when its name is synced, also after a restart', async () => {
    let isBroken = false;
    const disk = interruptedDisk((operation, file) => {
      if (operation === 'compress') isBroken = true;
      if (operation === 'syncFolder' && file.endsWith('closed') && isBroken) throw diskFull();
    });
    const { options, closed } = testFolder({ gzip: true, fsync: true, disk });
    const sink = await openFiles(options);
    await sink.write(batchOf([LARGE]));
    await sink.write(batchOf([1]));
    await sink.close();
    await expect(openFiles(options)).rejects.toThrow('ENOSPC');
    const copy = { [`closed/${STAMP}-000001.jsonl.gz`]: lineOf(LARGE) };
    expect(filesIn(options.folder)).toEqual({
      [`.${STAMP}-000001.jsonl`]: lineOf(LARGE),
      [`.${STAMP}-000002.jsonl`]: lineOf(1),
      ...copy,
    });
    expect(closed()).toBe(1);
    await (await openFiles({ ...options, disk: interruptedDisk(() => undefined) })).close();
    expect(filesIn(options.folder)).toEqual({ ...copy, [`closed/${STAMP}-000002.jsonl.gz`]: lineOf(1) });
    expect(closed()).toBe(2);
  });
});

describe('recovery', () => {
  /** A folder with files that an earlier run left. */
  function folderWith(files: Readonly<Record<string, string>>, changes = {}) {
    const folder = testFolder(changes);
    for (const name of ['closed', 'rejected']) {
      mkdirSync(path.join(folder.options.folder, name), { recursive: true });
    }
    for (const [name, text] of Object.entries(files))
      writeFileSync(path.join(folder.options.folder, name), text);
    return folder;
  }

  test.each([
    ['a partial last line is cut', `${lineOf(1)}{"receivedAt":"2026`, lineOf(1)],
    ['a long partial line is cut', `${lineOf(1)}${'x'.repeat(200_000)}`, lineOf(1)],
    ['whole lines are kept', lineOf(1) + lineOf(LARGE), lineOf(1) + lineOf(LARGE)],
  ])('%s, and the file is closed with the time of its first record', async (_, left, kept) => {
    const { options, closed } = folderWith({ 'current.jsonl': left });
    await openFiles({ ...options, clock: testFolder().clock });
    expect(filesIn(options.folder)).toEqual({ [`closed/${STAMP}-000001.jsonl`]: kept });
    expect(closed()).toBe(1);
  });

  test('a file without a whole line is not closed', async () => {
    const { options } = folderWith({ 'current.jsonl': '{"rec' });
    const sink = await openFiles(options);
    expect(filesIn(options.folder)).toEqual({ 'current.jsonl': '' });
    await sink.write(batchOf([1]));
    await sink.close();
    expect(Object.values(filesIn(options.folder))).toEqual([lineOf(1)]);
  });

  test('a file without a time of its own has the time of the start', async () => {
    const { options, clock } = folderWith({ 'current.jsonl': 'a\n' });
    await clock.advance(1000);
    await openFiles(options);
    expect(Object.keys(filesIn(options.folder))).toEqual(['closed/20261129T101501.123Z-000001.jsonl']);
    expect(clock.now()).toBe(NOW + 1000);
  });

  test('temporary files are removed or completed, and everything else is kept', async () => {
    const { options } = folderWith(
      {
        [`.${STAMP}-000006.jsonl`]: lineOf(6),
        [`.${STAMP}-000007.jsonl`]: lineOf(7),
        '.trial': 'x',
        '.mine': 'x',
        'notes.txt': 'x',
        'closed/.syncing': 'x',
        [`rejected/.${STAMP}-000001.body`]: 'x',
        [`rejected/${STAMP}-000001.json`]: '{}',
        'rejected/.mine': 'x',
      },
      { gzip: true },
    );
    const sink = await openFiles(options);
    await sink.write(batchOf([1]));
    await sink.close();
    expect(filesIn(options.folder)).toEqual({
      '.mine': 'x',
      'closed/.syncing': 'x',
      [`closed/${STAMP}-000006.jsonl.gz`]: lineOf(6),
      [`closed/${STAMP}-000007.jsonl.gz`]: lineOf(7),
      [`closed/${STAMP}-000008.jsonl.gz`]: lineOf(1),
      'notes.txt': 'x',
      'rejected/.mine': 'x',
      [`rejected/${STAMP}-000001.json`]: '{}',
    });
  });

  test('files that waited for compression are closed as they are if it is no longer requested', async () => {
    const { options } = folderWith({ [`.${STAMP}-000006.jsonl`]: lineOf(6) });
    await (await openFiles(options)).close();
    expect(filesIn(options.folder)).toEqual({ [`closed/${STAMP}-000006.jsonl`]: lineOf(6) });
  });
});

describe('a receiver that is killed between any two file operations', () => {
  test.each([
    ['plain', {}],
    ['fsync and gzip', { gzip: true, fsync: true }],
  ])('%s: everything acknowledged is there after a restart, whole, and closed once', async (_, changes) => {
    let kills = 0;
    for (let step = 0; ; step += 1) {
      let left = step;
      const opened: DiskFile[] = [];
      const disk = interruptedDisk(() => {
        left -= 1;
        if (left < 0) throw new Error('killed');
      }, opened);
      const { options } = testFolder({ ...changes, disk });
      const acknowledged = await runUntilKilled(options);
      const isComplete = left >= 0;
      await Promise.all(opened.map((file) => file.close().catch(() => undefined)));
      const restarted = testFolder({ ...changes, folder: options.folder }).options;
      const sink = await openFiles(restarted);
      await sink.write(batchOf(['after']));
      await sink.close();
      const lines = linesIn(options.folder);
      for (const line of [...acknowledged.lines, lineOf('after')]) {
        expect(
          lines.filter((each) => each === line),
          `step ${step}: ${line}`,
        ).toHaveLength(1);
      }
      for (const line of lines) expect(line).toMatch(/^\{"receivedAt":.*\}\}\n$/);
      const files = filesIn(options.folder);
      expect(Object.keys(files).filter((file) => !/^(closed|rejected)\/2/.test(file))).toEqual([]);
      expect(Object.values(files)).not.toContain('');
      for (const text of acknowledged.rejected) expect(Object.values(files)).toContain(text);
      if (isComplete) break;
      kills += 1;
    }
    expect(kills).toBeGreaterThan(25);
  });

  /** Writes batches with rotations in between, and returns what was acknowledged. */
  async function runUntilKilled(options: Parameters<typeof openFiles>[0]) {
    const lines: string[] = [];
    const rejected: string[] = [];
    let sink: Sink | undefined;
    try {
      sink = await openFiles(options);
      for (const value of ['1', LARGE, '2']) {
        await sink.write(batchOf([value, `${value}b`], { rejected: [rejectedPart(`bad ${value}`)] }));
        lines.push(lineOf(value), lineOf(`${value}b`));
        rejected.push(`bad ${value}`);
      }
      await sink.close();
    } catch (error) {
      expect(String(error)).toContain('killed');
      // A compression in the background ends too when a process is killed.
      await sink?.close();
    }
    return { lines, rejected };
  }
});
