import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import jsonPatch, { type Operation } from 'fast-json-patch';
import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/model/json.ts';
import type { IncludeReading } from '../../src/model/property.ts';
import type { PropertyFinding } from '../../src/model/property-finding.ts';
import { extractLoggingRules } from '../../src/properties/extract-logging-rules.ts';
import { runs } from '../soak.ts';
import { check, lineOf, rulesOf } from './properties.ts';
import { ruleFormat, ruleTree, SECRET, streamList } from './random-trees.ts';
import { judge } from './walker.ts';

const includeTree = fc.option(ruleTree, { nil: undefined });
const cases = [ruleTree, streamList, includeTree, ruleFormat] as const;

function includesOf(tree: JsonObject | undefined): readonly IncludeReading[] {
  return tree === undefined
    ? [{ tag: 'unknown', includeId: 9, reason: 'it is not active on production' }]
    : [{ tag: 'read', includeId: 9, includeName: 'shared headers', version: 2, rules: rulesOf(tree) }];
}

test('the findings of random trees are those of a second, independent walker', () => {
  fc.assert(
    fc.property(...cases, (tree, streams, include, format) => {
      const findings = check(tree, streams, { ruleFormat: format, includes: includesOf(include) });
      expect(findings.map(lineOf).sort()).toEqual(judge(tree, streams, include));
    }),
    { numRuns: runs(5000) },
  );
});

test('random trees give every finding about rules, with and without a fix', () => {
  const samples = fc.sample(fc.tuple(...cases), { numRuns: 1000, seed: 1 });
  const found = samples.flatMap(([tree, streams, include, format]) =>
    check(tree, streams, { ruleFormat: format, includes: includesOf(include) }),
  );
  const kinds = found.map(({ code, fix }) => `${code}${fix === undefined ? '' : ' with a fix'}`);
  const expected = [
    'behavior-missing',
    'behavior-missing with a fix',
    'behavior-off',
    'behavior-off with a fix',
    'excluded',
    'field-not-logged',
    'field-not-logged with a fix',
    'logged-by-include',
    'named-under-criteria-only with a fix',
    'names-removed-stream',
    'names-removed-stream with a fix',
    'sampling-overridden',
    'sampling-overridden with a fix',
    'stream-not-named',
    'stream-not-named with a fix',
    'too-many-streams',
    'undetermined',
  ];
  expect(expected.filter((kind) => !kinds.includes(kind))).toEqual([]);
});

/** Returns each behavior by its JSON Pointer, and the rest of the tree. */
function partsOf(rule: Json, pointer: string): ReadonlyMap<string, Json> {
  const { behaviors, children, ...rest } = rule as JsonObject &
    Record<'behaviors' | 'children', JsonObject[] | null>;
  return new Map<string, Json>([
    [pointer, rest],
    ...(behaviors ?? []).map((one, index) => [`${pointer}/behaviors/${index}`, one] as const),
    ...(children ?? []).flatMap((child, index) => [...partsOf(child, `${pointer}/children/${index}`)]),
  ]);
}

test('a fix of a random tree resolves its finding, and changes one behavior only', () => {
  fc.assert(
    fc.property(...cases, (tree, streams, include, format) => {
      const property = { ruleFormat: format, includes: includesOf(include) };
      const findings = check(tree, streams, property);
      const count = (line: string, all: readonly PropertyFinding[]) =>
        all.filter((one) => lineOf(one) === line).length;
      for (const one of findings) {
        if (one.fix === undefined) continue;
        const body = structuredClone({ rules: tree }) as object;
        const patch = structuredClone(one.fix.jsonPatch) as unknown as Operation[];
        const after = jsonPatch.applyPatch(body, patch, true).newDocument as { rules: JsonObject };
        const left = check(after.rules, streams, property);
        expect(count(lineOf(one), left)).toBeLessThan(count(lineOf(one), findings));

        const [before, now] = [partsOf(tree, '/rules'), partsOf(after.rules, '/rules')];
        const changed = [...now].filter(([pointer, part]) => !isDeepStrictEqual(part, before.get(pointer)));
        expect(changed.map(([, part]) => part)).toEqual([one.fix.ruleTree]);
        expect([...before.keys()].filter((pointer) => !now.has(pointer))).toEqual([]);
      }
    }),
    { numRuns: runs(2500) },
  );
});

test('nothing of a random tree that may be a credential is in the facts or in the findings', () => {
  fc.assert(
    fc.property(...cases, (tree, streams, include, format) => {
      const property = { ruleFormat: format, includes: includesOf(include) };
      expect(JSON.stringify([rulesOf(tree), check(tree, streams, property)])).not.toContain(SECRET);
    }),
    { numRuns: runs(1000) },
  );
  // So that the test cannot pass because the trees contain none.
  expect(
    fc.sample(ruleTree, 100).filter((tree) => JSON.stringify(tree).includes(SECRET)).length,
  ).toBeGreaterThan(50);
});

test('any JSON value is read or refused, with a reason that contains nothing of it', () => {
  const key = fc.constantFrom(
    'behaviors',
    'children',
    'criteria',
    'name',
    'options',
    'rules',
    'id',
    'datastream',
    SECRET,
  );
  const leaf = fc.constantFrom<Json>('datastream', 'report', 'include', 'LOG', 7050, null, true, SECRET);
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      leaf,
      fc.dictionary(key, tie('value'), { maxKeys: 5 }),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.record({ name: tie('value'), behaviors: fc.array(tie('value')), children: fc.array(tie('value')) }),
      fc.record({ name: leaf, options: tie('value') }),
    ),
  }));
  fc.assert(
    fc.property(value, (tree) => {
      const reading = extractLoggingRules(tree);
      const text = reading.tag === 'read' ? JSON.stringify(reading.rules.datastream) : reading.reason;
      expect(text).not.toContain(SECRET);
    }),
    { numRuns: runs(5000) },
  );
});
