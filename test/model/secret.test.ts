import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isForbiddenVariable } from '../../src/model/secret.ts';
import { PROJECT } from '../commands/workspace.ts';

const decision = readFileSync(path.join(PROJECT, 'docs/decisions/0014-forbidden-variables.md'), 'utf8');
const listed = [...decision.matchAll(/`([A-Z_]+)`/g)].map(([, name = '']) => name);
const code = readFileSync(path.join(PROJECT, 'src/model/secret.ts'), 'utf8');

test('decision 14 and the code forbid the same variables', () => {
  const lists = code.slice(
    code.indexOf('FORBIDDEN_PREFIXES = ['),
    code.indexOf('export function isForbiddenVariable'),
  );
  const inCode = [...lists.matchAll(/'([A-Z_]+)'/g)].map(([, name = '']) => name);
  expect([...listed].sort()).toEqual([...inCode].sort());
});

test.each(listed)('%s is forbidden, whatever its case', (name) => {
  for (const one of [name, name.toLowerCase()]) expect(isForbiddenVariable(one)).toBe(true);
  expect(isForbiddenVariable(`${name}X`)).toBe(name.endsWith('_'));
});

test.each([
  'SYSTEM_ACCESSTOKEN',
  'ALL_PROXY',
  'NO_PROXY',
  'GITLAB_TOKEN',
  'CIRCLE_TOKEN',
  'BUILDKITE_AGENT_ACCESS_TOKEN',
  'GH_ENTERPRISE_TOKEN',
  'VAULT_TOKEN',
])('%s of a CI system is forbidden', (name) => {
  expect(isForbiddenVariable(name)).toBe(true);
});

test.each(['LOG_PLATFORM_TOKEN', 'SYSTEM_LOGS_TOKEN', 'VAULT_LOGS', 'AWS_SECRET_ACCESS_KEY'])(
  '%s may be the secret of a destination',
  (name) => {
    expect(isForbiddenVariable(name)).toBe(false);
  },
);
