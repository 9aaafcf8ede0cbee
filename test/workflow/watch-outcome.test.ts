import { beforeEach, describe, expect, test } from 'vitest';
import { ForgeError } from '../../src/workflow/forge/forge.ts';
import { decodeMarker, isEdited, withMarker } from '../../src/workflow/notes/marker.ts';
import { HOUR, Repository } from './repository.ts';
import { cdn } from './stream-files.ts';

let repository: Repository;
let pull: number;
let before: number;
beforeEach(async () => {
  repository = await Repository.open();
  await repository.stable(cdn('web'));
  pull = await repository.pull(cdn('web', { fields: [1002] }));
  repository.merge(pull);
  await repository.apply();
  before = repository.forge.writes.length;
});

const outcome = (number = pull) =>
  repository.forge.posted.findLast(
    (one) => one.change === number && decodeMarker(one.body)?.kind === 'outcome',
  );
const said = (number = pull) => outcome(number)?.body ?? '';
const commentWrites = () =>
  repository.forge.writes.slice(before).filter((write) => write.startsWith('updateNote'));

/** Ends the activation of one stream among those that have two versions. */
const arriveEdited = (status = 'ACTIVATED') =>
  repository.revise((accountState) => ({
    ...accountState,
    streams: accountState.streams.map(({ transition, ...stream }) =>
      stream.versions.length === 2
        ? { ...stream, status }
        : { ...stream, ...(transition ? { transition } : {}) },
    ),
  }));

describe('the outcome comment of an apply', () => {
  test('is updated when its activation is complete, and keeps its content, its marker and its digest', async () => {
    expect(repository.lastRecord().comments).toEqual([pull]);
    const ended = said();
    expect(ended).toMatch(/^> \[!WARNING\]\n> <strong>In transition/);
    await repository.pass(2 * HOUR);
    expect((await repository.watch()).code).toBe(0);
    expect(said()).toMatch(/^> \[!TIP\]\n> <strong>Done: 1 stream \(`web`\)\.<\/strong>/);
    expect(said()).toMatch(/\| `web`<br>CDN stream \d+, version 2 \| ✓ ACTIVATED \|/);
    const rest = ended
      .slice(ended.indexOf('**DataStream apply**'), ended.indexOf('<!-- datastream-gitops'))
      .trim();
    expect(said()).toContain(`#### When the apply ended\n\n<strong>In transition`);
    expect(said()).toContain(rest);
    expect(said()).toMatch(/<\/sub>\n\n<sub>Compared with commit .*<\/sub>\n\n<!--/);
    expect(isEdited(said())).toBe(false);
    expect(decodeMarker(said())).toMatchObject({ run: decodeMarker(ended)?.run, kind: 'outcome' });
    expect(repository.states().at(-1)).toBe('complete');
    await repository.watch();
    expect(commentWrites()).toHaveLength(1);
  });

  test('is not read while the activation is running', async () => {
    await repository.watch();
    expect(repository.forge.writes.slice(before)).toEqual([]);
  });

  test('says that the stream reverted', async () => {
    await arriveEdited('DEACTIVATED');
    await repository.watch();
    expect(said()).toMatch(/^> \[!CAUTION\]\n> <strong>Not as applied: 1 stream \(`web`\)/);
    expect(said()).toContain('✗ DEACTIVATED');
  });

  test('of several streams is updated for each, and folds its earlier content', async () => {
    await repository.pass(2 * HOUR);
    await repository.watch();
    const two = await repository.pull({
      ...cdn('web', { fields: [1023] }),
      ...cdn('new', { property: 349770 }),
    });
    repository.merge(two);
    await repository.apply();
    await repository.revise((accountState) => ({
      ...accountState,
      streams: accountState.streams.map(({ transition, ...stream }) =>
        stream.versions.length === 3
          ? { ...stream, status: 'ACTIVATED' }
          : { ...stream, ...(transition ? { transition } : {}) },
      ),
    }));
    await repository.watch();
    expect(said(two)).toMatch(
      /<strong>In transition: 1 stream \(`new`\)\.<\/strong>\n>\n> <strong>Done: 1 stream/,
    );
    const writes = commentWrites().length;
    await repository.watch();
    expect(commentWrites()).toHaveLength(writes);
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(said(two)).toMatch(/^> \[!TIP\]\n> <strong>Done: 2 streams/);
    expect(said(two).match(/When the apply ended/g)).toHaveLength(1);
    expect(said(two)).toContain('In transition');
  });

  test('of a superseded apply is updated, too, and says what the later one changed again', async () => {
    const next = await repository.pull(cdn('web', { fields: [1023] }));
    repository.merge(next);
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(said(next)).toMatch(/<strong>Done: 1 stream/);
    expect(said()).toMatch(/In transition/);
    const other = await repository.pull(cdn('new', { property: 349770 }));
    repository.merge(other);
    await repository.apply();
    const third = await repository.pull(cdn('third', { property: 349774 }));
    repository.merge(third);
    await repository.apply();
    await repository.pass(2 * HOUR);
    await repository.watch();
    expect(said(other)).toMatch(/<strong>Done: 1 stream \(`new`\)/);
    expect(said(third)).toMatch(/^> \[!TIP\]\n> <strong>Done: /);
  });
});

describe('the outcome comment is not changed', () => {
  test.each<[string, () => void]>([
    [
      'if a user edited it',
      () => void Object.assign(outcome() ?? {}, { body: said().replace('In transition', 'In slow motion') }),
    ],
    [
      'if a later run wrote it',
      () => {
        const marker = decodeMarker(said());
        if (marker) Object.assign(outcome() ?? {}, { body: withMarker('x', { ...marker, run: 99 }) });
      },
    ],
    ['if it is another author’s', () => void Object.assign(outcome() ?? {}, { author: 'mallory' })],
    ['if it was deleted', () => void repository.forge.posted.splice(0)],
  ])('%s', async (_, meanwhile) => {
    meanwhile();
    await repository.pass(2 * HOUR);
    expect((await repository.watch()).code).toBe(0);
    expect(commentWrites()).toEqual([]);
    expect(repository.states().at(-1)).toBe('complete');
  });

  test('without the permission, with one notice that repeats what the forge says', async () => {
    repository.forge.forbidden.add('updateNote');
    await repository.pass(2 * HOUR);
    const { code, notices } = await repository.watch();
    expect(code).toBe(0);
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain('The token may not updateNote.');
    expect(repository.states().at(-1)).toBe('complete');
  });

  test('if comments are disabled', async () => {
    await repository.pass(2 * HOUR);
    await repository.watch({ inputs: { comment: false } });
    expect(commentWrites()).toEqual([]);
  });

  test('while GitHub fails: the run fails, and the next one updates it', async () => {
    await repository.pass(2 * HOUR);
    const { notes } = repository.forge;
    Object.assign(repository.forge, {
      notes: async () => {
        throw new ForgeError('failed', 'GitHub answers 502.');
      },
    });
    const failed = await repository.watch();
    expect(failed.code).toBe(1);
    expect(failed.errors.join()).toContain('GitHub answers 502.');
    expect(repository.states().at(-1)).toBe('open');
    Object.assign(repository.forge, { notes });
    expect((await repository.watch()).code).toBe(0);
    expect(said()).toMatch(/^> \[!TIP\]/);
    expect(repository.states().at(-1)).toBe('complete');
  });
});

test('an apply that may not comment, or leaves nothing open, records no comments', async () => {
  await repository.pass(2 * HOUR);
  repository.merge(await repository.pull(cdn('web', { fields: [1023] })));
  await repository.apply({ inputs: { comment: false } });
  expect(repository.lastRecord().comments).toBeUndefined();
});
