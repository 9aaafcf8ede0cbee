import { rm, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { decodeMarker, textOf } from '../../src/workflow/notes/marker.ts';
import { Repository } from './repository.ts';
import { cdn, type Files } from './stream-files.ts';

const STREAMS = 24;
const CACHE = '.datastream/cache';
const inactive = (name: string, fields = [1000]) =>
  cdn(name, { state: 'inactive', fields, endpoint: `https://${name}.example.com/logs` });
const change = inactive('stream-0', [1002]);

let repository: Repository;
let bodies: string[];
beforeEach(async () => {
  repository = await Repository.open();
  await repository.revise(({ settings, ...account }) => ({
    ...account,
    settings: { ...settings, limits: { ...settings.limits, streamsPerProperty: STREAMS + 1 } },
  }));
  const names = Array.from({ length: STREAMS }, (_, index) => `stream-${index}`);
  await repository.stable(Object.assign({}, ...names.map((name): Files => inactive(name))));
  // One more stream differs, which the change is not about.
  const edit = { notificationEmails: ['another-user@example.com'] };
  await repository.concurrentEdit({ act: 'edit', stream: 'stream-5', change: edit });
  bodies = [];
  const { forge } = repository;
  const { addNote, updateNote } = forge;
  Object.assign(forge, {
    addNote: (number: number, body: string) => {
      bodies.push(body);
      return addNote(number, body);
    },
    updateNote: (id: number, body: string) => {
      bodies.push(body);
      return updateNote(id, body);
    },
  });
});

const approved = (body: string | undefined) => decodeMarker(body ?? '')?.approvals?.map(({ name }) => name);

describe('a plan of a change request while the version cache is cold', () => {
  test('first shows and approves what the change modifies, and then everything', async () => {
    await rm(CACHE, { recursive: true });
    const { ran } = await repository.propose(change);
    expect(ran.code).toBe(0);
    expect(bodies).toHaveLength(2);
    const [first = '', whole = ''] = bodies;
    expect(textOf(first).split('\n').slice(0, 8).join('\n')).toMatchInlineSnapshot(`
      "> [!CAUTION]
      > <strong>Planned only what this change request changes since \`c1\` (merge base \`c1\`): 1 manifest; 23 others were not compared with the account.</strong>
      >
      > <strong>Changes made outside this repository, and merged changes that were never applied, are not shown unless they affect these manifests. Safety limits count these manifests only.</strong>
      >
      > <strong>The plan of all manifests replaces this comment when 24 streams have been read, at about 2026-01-05 11:<!-- -->01 UTC. Until then, merging applies only what is shown here.</strong>
      >
      > <strong>Merging saves 1 stream without touching production.</strong>"
    `);
    expect(approved(first)).toEqual(['stream-0']);
    expect(first).not.toContain('update<br>`stream-5`');
    expect(approved(whole)).toEqual(['stream-0', 'stream-5']);
    expect(whole).toContain('update<br>`stream-5`');
    expect(whole).not.toMatch(/Planned only|Until then/);
    expect(ran.summary).not.toMatch(/Planned only/);
  });

  test('is merged before everything is read: apply writes only what the comment showed', async () => {
    await rm(CACHE, { recursive: true });
    const killed = repository.propose(change, {
      at: (event) => {
        if (event.tag === 'reading' && event.total > 10) throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    expect(bodies.map(approved)).toEqual([['stream-0'], undefined]);
    // A job that is cut off does not replace the comment.
    const [note] = repository.forge.posted.filter(({ body }) => body === bodies[1]);
    Object.assign(note ?? {}, { body: bodies[0] });
    repository.merge(note?.change ?? 0);
    await repository.apply();
    expect(await repository.state('stream-0')).toBe('INACTIVE v2');
    expect(await repository.state('stream-5')).toBe('INACTIVE v2');
  });

  test('replaces the plan of an earlier commit if the account cannot be opened', async () => {
    await repository.propose(change);
    await writeFile('simulator.json', 'not JSON');
    await expect(repository.propose(change)).rejects.toThrow();
    expect(textOf(bodies.at(-1) ?? '')).toContain('there is no plan');
    expect(approved(bodies.at(-1))).toBeUndefined();
  });

  test('comments once if the cache has the streams, or if they are few', async () => {
    await repository.propose(change);
    expect(bodies.map(approved)).toEqual([['stream-0', 'stream-5']]);
  });
});
