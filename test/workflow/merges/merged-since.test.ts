import { describe, expect, test } from 'vitest';
import { findAuthority } from '../../../src/workflow/merges/find-authority.ts';
import { encodeMarker } from '../../../src/workflow/notes/marker.ts';
import type { Recorded } from '../../../src/workflow/records/apply-record.ts';
import { type Stage, stage } from '../../action/action-run.ts';

const MANIFEST = 'streams/web-access.yaml';

/** A complete apply of a commit. */
function complete(sha: string): Recorded {
  const streams = [] as const;
  const record = {
    formatVersion: 1,
    kind: 'datastream-apply',
    run: 1,
    attempt: 1,
    complete: true,
    streams,
  } as const;
  return {
    record,
    entry: {
      id: 1,
      commit: sha,
      at: '2026-01-01T00:00:00Z',
      record: record,
      author: 'github-actions[bot]',
      state: 'complete',
    },
  };
}

/** A merged pull request that changes a manifest, with a plan of its head. */
function mergePull(
  { github: { state } }: Stage,
  branch: string,
  text: string,
  how: 'merge' | 'squash' | 'rebase',
): number {
  state.repository.push(branch, { [`docs/${branch}.md`]: text });
  state.repository.push(branch, { [MANIFEST]: text });
  const { number, head } = state.repository.open(branch);
  const marker = { kind: 'plan', target: 'staging', head, run: 1, attempt: 1, approvals: [] } as const;
  state.addComment(number, encodeMarker(marker));
  state.repository.merge(number, how);
  return number;
}

function unrelated({ github: { state } }: Stage, count: number): void {
  for (let at = 0; at < count; at += 1)
    state.repository.push('main', { 'app.ts': `${at} ${state.repository.commits.size}` });
}

/** The pull requests that an apply finds, oldest first, and the number of requests for that. */
async function foundSince(
  on: Stage,
  base: string,
): Promise<{ readonly pulls: readonly number[]; readonly requests: number }> {
  const head = on.github.state.repository.find('main')?.sha ?? '';
  const before = on.github.requests.length;
  const found = await on.workspace.clock.runUntil(
    findAuthority(on.job({ tag: 'other', head }), [complete(base)]),
  );
  if (found.tag === 'refused') throw new Error(found.message);
  const pulls = found.merged.map(({ change }) => change.number).sort((a, b) => a - b);
  return { pulls, requests: on.github.requests.length - before };
}

async function foundAfter(count: number, hows: readonly ('merge' | 'squash' | 'rebase')[]) {
  const on = await stage();
  mergePull(on, 'earlier', 'earlier', 'squash');
  const base = on.github.state.repository.find('main')?.sha ?? '';
  const merged: number[] = [];
  for (const how of hows) {
    unrelated(on, count);
    merged.push(mergePull(on, `by-${how}`, how, how));
  }
  unrelated(on, count);
  return { merged, ...(await foundSince(on, base)) };
}

describe('merges since the last complete apply', () => {
  test('are found with as many requests after 2,400 unrelated commits as after 60', async () => {
    const hows = ['squash', 'merge', 'rebase'] as const;
    const [few, many] = [await foundAfter(15, hows), await foundAfter(600, hows)];
    expect(many.pulls).toEqual(many.merged);
    expect(few.pulls).toEqual(few.merged);
    expect(many.requests).toBe(few.requests);
    expect(many.requests).toBeLessThan(40);
  });

  test('are found whatever the dates of their commits', async () => {
    const on = await stage();
    const { repository } = on.github.state;
    const base = repository.find('main')?.sha ?? '';
    unrelated(on, 20);
    const pull = mergePull(on, 'old', 'old', 'rebase');
    for (const [sha, commit] of repository.commits) {
      if (commit.files[MANIFEST] === 'old')
        repository.commits.set(sha, { ...commit, date: '1999-01-01T00:00:00Z' });
    }
    unrelated(on, 20);
    expect((await foundSince(on, base)).pulls).toEqual([pull]);
  });

  test('include the pull request of this push even if git simplifies its merge away', async () => {
    const on = await stage();
    const { repository } = on.github.state;
    const base = repository.find('main')?.sha ?? '';
    repository.push('twin', { [MANIFEST]: 'same' });
    const twin = repository.open('twin');
    const first = mergePull(on, 'one', 'same', 'squash');
    unrelated(on, 20);
    repository.merge(twin.number);
    expect((await foundSince(on, base)).pulls).toEqual([twin.number, first].sort((a, b) => a - b));
  });

  test('exclude those that the last complete apply already had', async () => {
    const on = await stage();
    const pull = mergePull(on, 'done', 'done', 'merge');
    const base = on.github.state.repository.find('main')?.sha ?? '';
    unrelated(on, 20);
    expect((await foundSince(on, base)).pulls).not.toContain(pull);
  });

  test('are requested for the newest 200 commits only, and the log says so', async () => {
    const on = await stage();
    const { repository } = on.github.state;
    const base = repository.find('main')?.sha ?? '';
    for (let at = 0; at < 200; at += 1) repository.push('main', { [MANIFEST]: `text ${at}` });
    const notesAt = async () => {
      const head = repository.find('main')?.sha ?? '';
      const job = on.job({ tag: 'other', head });
      const found = await on.workspace.clock.runUntil(findAuthority(job, [complete(base)]));
      return found.tag === 'found' ? found.notes.join(' ') : found.message;
    };
    expect(await notesAt()).not.toContain('More than 200 commits');
    repository.push('main', { [MANIFEST]: 'one more' });
    expect(await notesAt()).toContain('More than 200 commits since the last complete apply');
  });
});
