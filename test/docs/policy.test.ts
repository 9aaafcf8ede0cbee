import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { activate } from '../../src/configuration/activate.ts';
import { parseConfiguration } from '../../src/configuration/parse.ts';
import { isArray, isObject, type JsonObject } from '../../src/model/json.ts';
import { PRINTED_PLAN } from '../../src/model/plan.ts';
import { run } from '../cli/in-process.ts';
import { PROJECT, workspace } from '../commands/workspace.ts';

const PAGE = readFileSync(path.join(PROJECT, 'docs/policy.md'), 'utf8');

function blocks(language: string): readonly string[] {
  return [...PAGE.matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs'))].map(([, text = '']) => text);
}

test('the policies of the page are valid', () => {
  const [text = ''] = blocks('yaml');
  const { configuration, findings } = parseConfiguration(
    'datastream.yaml',
    `apiVersion: datastream-gitops/v1\n${text}`,
  );
  expect(findings).toEqual([]);
  const active = configuration && activate(configuration, undefined);
  expect(active).toMatchObject({ policies: [{}, {}, {}, {}] });
});

const [REGO = ''] = blocks('rego');

/** The names of the members that the rules read of a variable. */
function membersOf(variable: string): readonly string[] {
  return [...REGO.matchAll(new RegExp(`\\b${variable}\\.(\\w+)(?:\\.(\\w+))?`, 'g'))].flatMap(
    ([, member = '', inner]) => [member, ...(inner === undefined ? [] : [`${member}.${inner}`])],
  );
}

function memberOf(schema: unknown, member: string): JsonObject | undefined {
  const found = member.split('.').reduce<unknown>((at, name) => {
    const properties = isObject(at as JsonObject) ? (at as JsonObject)['properties'] : undefined;
    return isObject(properties) ? properties[name] : undefined;
  }, schema);
  return isObject(found as JsonObject) ? (found as JsonObject) : undefined;
}

test('the rules for Open Policy Agent read members that the published schema has', () => {
  const items = memberOf(PRINTED_PLAN, 'items');
  const changes = memberOf(items?.['items'], 'changes');
  expect(membersOf('input')).toContain('items');
  expect(membersOf('item')).toEqual(expect.arrayContaining(['changes', 'source.file', 'logType']));
  for (const member of membersOf('item'))
    expect([member, memberOf(items?.['items'], member)]).not.toContain(undefined);
  for (const member of membersOf('change')) {
    expect([member, memberOf(changes?.['items'], member)]).not.toContain(undefined);
  }
});

test('the rules for Open Policy Agent read paths that the plan of new streams has, with values of their types', async () => {
  await workspace({ examples: true });
  const { stdout } = await run('plan', '--simulator', 'empty.json', '--format', 'json');
  vi.restoreAllMocks();
  const plan: {
    readonly items: readonly { readonly changes: readonly { path: string; after?: unknown }[] }[];
  } = JSON.parse(stdout);
  const changes = plan.items.flatMap((item) => item.changes);
  const read = [...REGO.matchAll(/change\.path == "([^"]+)"/g)].map(([, pointer]) => pointer);
  expect(new Set(read).size).toBe(3);
  const valueAt = (pointer: string) => changes.find((change) => change.path === pointer)?.after;
  expect(isArray(valueAt('/datasetFields') as never)).toBe(true);
  expect(typeof valueAt('/destination/endpoint')).toBe('string');
  expect(typeof valueAt('/samplingPercentage')).toBe('number');
  expect(read.every((pointer) => changes.some((change) => change.path === pointer))).toBe(true);
});
