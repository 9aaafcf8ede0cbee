import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  cdnSpec,
  HTTPS,
  itemOf,
  type LiveParts,
  live,
  type ManifestParts,
  manifest,
  planOf,
  TARGET,
} from '../builders/streams.ts';

/** The plan item for one manifest, `web`, and its stream, id 7. */
function item(parts: ManifestParts = {}, stream: LiveParts | 'none' = {}, rotate: readonly string[] = []) {
  return itemOf(plan(parts, stream, rotate), 'web');
}

function plan(parts: ManifestParts = {}, stream: LiveParts | 'none' = {}, rotate: readonly string[] = []) {
  return planOf([manifest('web', parts)], stream === 'none' ? [] : [live(7, 'web', stream)], { rotate });
}

const midgress = { spec: cdnSpec({ collectMidgress: true }) };
const warned = (one: ReturnType<typeof plan>) => one.warnings.map(({ code }) => code);

describe('--rotate', () => {
  it('writes a stream even if nothing differs', () => {
    expect(item({}, {}, ['web'])).toMatchObject({
      action: 'update',
      changes: [],
      effects: ['goes-live', 'destination-probe', 'secret-needed', 'secret-rotation'],
    });
  });

  it('writes no other stream', () => {
    const both = planOf([manifest('web'), manifest('b')], [live(7, 'web'), live(8, 'b')], { rotate: ['b'] });
    expect(itemOf(both, 'web').action).toBe('none');
    expect(itemOf(both, 'b').action).toBe('update');
  });

  it('waits for a stream in transition', () => {
    expect(item({}, { status: 'ACTIVATING' }, ['web'])).toMatchObject({ action: 'wait' });
  });

  it('does nothing, and says so, if there is nothing to send again', () => {
    const open = cdnSpec({
      samplingPercentage: 100,
      destination: {
        destinationType: 'HTTPS',
        displayName: 'x',
        endpoint: 'https://logs.example.com',
        authenticationType: 'NONE',
        compressLogs: false,
      },
    });
    const needless = plan({ spec: open }, { spec: open }, ['web']);
    expect(itemOf(needless, 'web').action).toBe('none');
    expect(warned(needless)).toEqual(['nothing-to-rotate']);
    expect(warned(plan({ state: 'absent' }, { status: 'INACTIVE' }, ['web']))).toEqual(['nothing-to-rotate']);
  });

  it('sends a member that the API does not return', () => {
    const open = { ...HTTPS, userName: 'u', password: 'p' } as JsonObject;
    const spec = cdnSpec({ destination: { ...open, authenticationType: 'NONE' } });
    expect(item({ spec }, { spec }, ['web']).action).toBe('update');
  });
});

describe('the whole plan', () => {
  it('names its target, counts its requests and has a summary', () => {
    const manifests = [
      manifest('new', { spec: cdnSpec({ properties: [1] }) }),
      manifest('edit', midgress),
      manifest('start'),
      manifest('stop', { state: 'inactive' }),
      manifest('gone', { state: 'absent', spec: {} }),
      manifest('moving', midgress),
      manifest('same'),
      manifest('stuck', { streamId: 99 }),
    ];
    const streams = [
      live(1, 'edit'),
      live(2, 'start', { status: 'INACTIVE' }),
      live(3, 'stop'),
      live(4, 'gone', { status: 'INACTIVE' }),
      live(5, 'moving', { status: 'DEACTIVATING' }),
      live(6, 'same'),
    ];
    expect(planOf(manifests, streams)).toMatchObject({
      formatVersion: 1,
      target: TARGET,
      applyable: true,
      summary: {
        create: 1,
        update: 1,
        activate: 1,
        deactivate: 1,
        delete: 1,
        wait: 1,
        unchanged: 1,
        blocked: 1,
      },
      requests: { used: 1, apply: 2 + 3 * 2 + (1 + 2) },
    });
  });

  it('sorts items by file and line, and unmanaged streams by log type and id', () => {
    const at = (name: string, file: string, line: number) => manifest(name, { source: { file, line } });
    const { items, orphans } = planOf(
      [at('d', 'b.yaml', 3), at('c', 'a.yaml', 20), at('b', 'a.yaml', 3), at('a', 'c.yaml', 1)],
      [live(30, 'x'), live(4, 'y'), live(200, 'z')],
    );
    expect(items.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'a']);
    expect(orphans.map(({ streamId }) => streamId)).toEqual([4, 30, 200]);
  });

  it('is refused as a whole for an ambiguity, which is reported once', () => {
    const twice = planOf([manifest('web')], [live(7, 'web'), live(8, 'web')]);
    expect(twice).toMatchObject({ applyable: false, refusals: [{ code: 'ambiguous', names: ['web'] }] });
    const both = planOf([manifest('a', { streamId: 7 }), manifest('web')], [live(7, 'web')]);
    expect(both.refusals).toHaveLength(1);
    expect(both.refusals[0]?.names).toEqual(['a', 'web']);
    expect(both.items.every(({ action }) => action === 'blocked')).toBe(true);
  });

  it('is refused as a whole for a protected stream and for a safety limit', () => {
    expect(plan({ state: 'inactive', protect: true })).toMatchObject({
      applyable: false,
      refusals: [{ code: 'protected', names: ['web'] }],
    });
    const stopping = planOf([manifest('web', { state: 'inactive' })], [live(7, 'web')], {
      limits: { deactivate: 0 },
    });
    expect(stopping).toMatchObject({
      applyable: false,
      refusals: [{ code: 'safety-limit', names: ['web'] }],
    });
  });

  it('with --only: plans these manifests, and does not treat streams of other manifests as unmanaged', () => {
    const manifests = [manifest('a', midgress), manifest('b', midgress)];
    const streams = [live(1, 'a'), live(2, 'b'), live(3, 'old')];
    const one = planOf(manifests, streams, { only: ['b'] });
    expect(one.items.map(({ name }) => name)).toEqual(['b']);
    expect(one.orphans.map(({ name }) => name)).toEqual(['old']);
  });
});

describe('warnings', () => {
  it('say what an update does to a member that the API does not return', () => {
    expect(plan(midgress).warnings).toContainEqual({
      code: 'member-not-returned',
      message:
        "samplingPercentage is not returned by the API; this update omits it, so the vendor's default (100) applies",
      name: 'web',
    });
    const half = { spec: cdnSpec({ collectMidgress: true, samplingPercentage: 50 }) };
    expect(plan(half).warnings).toContainEqual({
      code: 'member-not-returned',
      message: 'samplingPercentage is not returned by the API; this update sets it to 50',
      name: 'web',
    });
    expect(plan().warnings).toEqual([]);
  });

  it('name live members that the product does not know', () => {
    const body = { latencyProfile: 'LOW' };
    expect(
      plan(midgress, { body }).warnings.find(({ code }) => code === 'carried-members')?.message,
    ).toContain('/latencyProfile');
    expect(plan({}, { body }).warnings).toEqual([]);
  });

  it('name a source that would be in more streams than the vendor allows, including unmanaged streams', () => {
    const other = (name: string) => manifest(name, { spec: cdnSpec({ properties: [349772, 1] }) });
    const three = planOf([manifest('a'), manifest('b')], [live(1, 'a'), live(2, 'b'), live(3, 'old')]);
    expect(warned(three)).toEqual([]);
    const four = planOf(
      [manifest('a'), manifest('b'), other('c')],
      [live(1, 'a'), live(2, 'b'), live(3, 'old')],
    );
    const message = four.warnings.find(({ code }) => code === 'crowded-source')?.message;
    expect(message).toContain('would be in 4 streams (a, b, c, stream 3 ("old"))');
    const leaving = [manifest('a', { state: 'absent' }), manifest('b'), other('c')];
    expect(warned(planOf(leaving, [live(1, 'a'), live(2, 'b'), live(3, 'old')]))).not.toContain(
      'crowded-source',
    );
  });
});
