import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../commands/workspace.ts';

const tracked = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: PROJECT,
  encoding: 'utf8',
}).split('\n');

/** A source file in code font; the beginning of its path may be omitted. `NAME` is any name. */
const SOURCE_FILE = /`([\w./-]+\.(?:ts|mjs))`/g;

test.each(tracked.filter((file) => file.endsWith('.md')))(
  'every source file that %s names exists',
  (page) => {
    const text = readFileSync(path.join(PROJECT, page), 'utf8');
    const named = [...text.matchAll(SOURCE_FILE)].flatMap(([, file]) => file ?? []);
    const missing = named.filter((file) => {
      const pattern = new RegExp(`(?:^|/)${file.replaceAll('.', '\\.').replaceAll('NAME', '[^/]+')}$`);
      return !tracked.some((one) => pattern.test(one));
    });
    expect(missing).toEqual([]);
  },
);
