import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import { applyPatch } from '../../src/properties/edit/patch.ts';
import { runs } from '../soak.ts';
import { desiredLogging, edit, patched } from './edits.ts';
import { ruleFormat, ruleTree, SECRET } from './random-trees.ts';

const LOGS = [1, 3, 7000, 7050];
const BEACONS = [7, 51];

/** Streams to add and to remove. No stream is both. */
const split = (ids: readonly number[]) =>
  fc
    .array(fc.constantFrom('add', 'remove', 'leave'), {
      minLength: ids.length,
      maxLength: ids.length,
    })
    .map((what) => ({
      add: ids.filter((_, index) => what[index] === 'add'),
      remove: ids.filter((_, index) => what[index] === 'remove'),
    }));
const some = (options: Record<string, fc.Arbitrary<Json>>) =>
  fc.record(options, { requiredKeys: [] }) as fc.Arbitrary<JsonObject>;

const desired = fc
  .record({
    logs: split(LOGS),
    beacons: split(BEACONS),
    datastream: some({ samplingPercentage: fc.constantFrom(100, 5), collectMidgressTraffic: fc.boolean() }),
    report: some({ logHost: fc.boolean(), logCookies: fc.constantFrom('OFF', 'ALL') }),
  })
  .map(({ logs, beacons, ...options }) => ({
    logs: logs.add,
    removed: logs.remove,
    beacons: beacons.add,
    removedBeacons: beacons.remove,
    ...options,
  }));
const cases = [ruleTree, desired, ruleFormat, fc.subarray(LOGS)] as const;

type Rule = JsonObject & Record<'behaviors' | 'children', JsonObject[] | null | undefined>;

/** Returns each behavior by its JSON Pointer, and the rest of the tree, as JSON with the order of members. */
function partsOf(rule: Json, pointer = '/rules'): ReadonlyMap<string, string> {
  const { behaviors, children, ...rest } = rule as Rule;
  return new Map([
    [pointer, JSON.stringify(rest)],
    ...(behaviors ?? []).map((one, index) => [`${pointer}/behaviors/${index}`, JSON.stringify(one)] as const),
    ...(children ?? []).flatMap((child, index) => [...partsOf(child, `${pointer}/children/${index}`)]),
  ]);
}

interface Parsed {
  readonly name: string;
  readonly options: JsonObject;
}

/** What a behavior logs to, by the documentation of its options. */
function logged({ options }: Parsed) {
  const { streamType, enabled, datastreamIds, logEnabled, logStreamName } = options;
  const has = (...values: readonly unknown[]) => values.some((value) => value !== undefined);
  const hasLogs = has(logEnabled, logStreamName);
  const covers = {
    logs: streamType === undefined ? hasLogs : streamType !== 'BEACON',
    beacons: streamType === undefined ? has(enabled, datastreamIds) || !hasLogs : streamType !== 'LOG',
  };
  const names = [logStreamName ?? []].flat().filter((name) => name !== '');
  return {
    logs: covers.logs && logEnabled === true ? names.map(Number) : undefined,
    beacons:
      covers.beacons && enabled !== false
        ? String(datastreamIds ?? '')
            .split('-')
            .filter((id) => id !== '')
            .map(Number)
        : undefined,
  };
}

test('an edit of a random tree changes what was planned, and nothing else', () => {
  const seen = { edited: 0, added: 0, removed: 0, blocked: 0 };
  fc.assert(
    fc.property(...cases, (tree, wanted, format, inactive) => {
      const situation = { ruleFormat: format, inactive };
      const result = edit(tree, desiredLogging(wanted), situation);
      if (result.tag === 'blocked') {
        seen.blocked += 1;
        return;
      }
      const after = patched(tree, result.operations);
      expect(applyPatch(tree, result.operations)).toEqual(after);
      expect(edit(after, desiredLogging(wanted), situation)).toMatchObject({ operations: [], changes: [] });
      expect(result.changes).toHaveLength(result.operations.length);

      const [before, now] = [partsOf(tree), partsOf(after)];
      for (const [pointer, part] of before) {
        const kept = now.get(pointer);
        if (kept === part) continue;
        seen.edited += 1;
        const [old, changed] = [JSON.parse(part) as Parsed, JSON.parse(kept ?? '') as Parsed];
        expect(['datastream', 'report']).toContain(old.name);
        expect({ ...changed, options: {} }).toEqual({ ...old, options: {} });
        expect(JSON.stringify(old)).not.toMatch(/"(locked|uuid)":/);
      }
      for (const pointer of now.keys()) {
        if (!before.has(pointer)) seen.added += 1;
        expect(pointer).toMatch(before.has(pointer) ? /./ : /^\/rules\/behaviors\/\d+$/);
      }
      for (const [pointer, part] of now) {
        const changed = JSON.parse(part) as Parsed;
        if (changed.name !== 'datastream' || !pointer.includes('behaviors')) continue;
        const old = JSON.parse(
          before.get(pointer) ?? '{"options":{"streamType":"LOG","logEnabled":true}}',
        ) as Parsed;
        const [from, to] = [logged(old), logged(changed)];
        if (from.logs === undefined && from.beacons === undefined) {
          expect(changed).toEqual(old);
          continue;
        }
        const rest = (from.logs ?? []).filter((id) => !wanted.removed.includes(id));
        if (rest.length < (from.logs ?? []).length) seen.removed += 1;
        if (from.logs !== undefined || wanted.logs.length > 0) {
          const isOff = from.logs === undefined && to.logs === undefined;
          const ids = [...rest, ...wanted.logs.filter((id) => !rest.includes(id))];
          if (!isOff) expect(to.logs ?? []).toEqual(ids);
        }
        if (from.beacons?.length === 0) expect(to.beacons).toEqual([]);
      }
    }),
    { numRuns: runs(4000) },
  );
  expect(Object.entries(seen).filter(([, count]) => count < 10)).toEqual([]);
});

test('an edit shows nothing of a random tree that may be a credential', () => {
  fc.assert(
    fc.property(...cases, (tree, wanted, format, inactive) => {
      const result = edit(tree, desiredLogging(wanted), { ruleFormat: format, inactive });
      expect(JSON.stringify(result)).not.toContain(SECRET);
    }),
    { numRuns: runs(1000) },
  );
});
