import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { loadManifests } from '../src/manifest/load.ts';
import type { ManifestFile } from '../src/manifest/read-manifests.ts';
import { fleetOf } from './fleet.ts';
import { collectGarbage, costOf, median, times } from './measure.ts';
import { count, ratio, type Section } from './report.ts';

const SIZES = [1000, 10_000] as const;
/** Number of rounds for each size; only one for the size that takes long. */
const ROUNDS = [7, 1] as const;
const MOST = 2;

/** Measures reading, parsing and checking a folder of manifests, compared with a YAML parser alone. */
export async function measureLoading(): Promise<Section> {
  const measured = [await loaded(SIZES[0], ROUNDS[0]), await loaded(SIZES[1], ROUNDS[1])];
  const slowest = Math.max(...measured.map((one) => one.ratio));
  return {
    title: '4. Loading and validating manifests, against bare YAML parsing',
    notes: [
      'Bare: parse() of the package yaml, with its defaults, over the same texts in',
      'memory. Ours also reads the files. Processor time; median of alternating rounds.',
    ],
    heads: SIZES.map(count),
    rows: [
      { label: 'bare, microseconds a file', cells: measured.map(({ bare }) => bare.toFixed(0)) },
      { label: 'ours, microseconds a file', cells: measured.map(({ ours }) => ours.toFixed(0)) },
      {
        label: 'ratio',
        cells: measured.map((one) => ratio(one.ratio)),
        aim: { text: `under ${MOST}`, met: slowest < MOST },
      },
    ],
  };
}

async function loaded(size: number, rounds: number) {
  const { files } = fleetOf(size);
  return inFolder(files, async (directory) => {
    const costs = await times(rounds, async () => {
      const bare = await cpu(async () => parseAll(files));
      return { bare, ours: await cpu(() => loadAll(directory, size)) };
    });
    const each = (seconds: readonly number[]) => (median(seconds) / size) * 1e6;
    return {
      bare: each(costs.map(({ bare }) => bare)),
      ours: each(costs.map(({ ours }) => ours)),
      ratio: median(costs.map(({ bare, ours }) => ours / bare)),
    };
  });
}

async function cpu(work: () => Promise<void>): Promise<number> {
  collectGarbage();
  return (await costOf(work)).cpu;
}

function parseAll(files: readonly ManifestFile[]): void {
  const values = files.map(({ text }): unknown => parse(text));
  if (values.length !== files.length) throw new Error('not every file was parsed');
}

async function loadAll(directory: string, size: number): Promise<void> {
  const { manifests, findings } = await loadManifests({ directory });
  if (manifests.length !== size || findings.length > 0) throw new Error('not every file was loaded');
}

/** Writes the files to a new folder, which is deleted when the work is done. */
export async function inFolder<T>(
  files: readonly ManifestFile[],
  work: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = await mkdtemp(path.join(tmpdir(), 'datastream-bench-'));
  try {
    await mkdir(path.join(directory, 'streams'));
    for (const { file, text } of files) await writeFile(path.join(directory, file), text);
    return await work(path.join(directory, 'streams'));
  } finally {
    await rm(directory, { recursive: true });
  }
}
