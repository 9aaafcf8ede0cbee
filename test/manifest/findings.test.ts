import { describe, expect, test } from 'vitest';
import { BAD_MANIFESTS, BAD_YAML } from './bad-manifests.ts';
import { findingsIn, spoilt, WEB } from './samples.ts';

const table = (cases: readonly (readonly [string, string])[]) =>
  cases.map(([title, text]) => `## ${title}\n${findingsIn(text).join('\n')}\n`).join('\n');

describe('every finding states the position, the code, the problem and the fix', () => {
  test('for manifests', async () => {
    await expect(table(BAD_MANIFESTS)).toMatchFileSnapshot('../golden/manifest/findings.txt');
  });

  test('for YAML', async () => {
    await expect(table(BAD_YAML)).toMatchFileSnapshot('../golden/manifest/yaml.txt');
  });

  test.each([...BAD_MANIFESTS, ...BAD_YAML])('reports %s', (_title, text) => {
    expect(findingsIn(text)).not.toEqual([]);
  });

  test('does not repeat a value that may be a secret', () => {
    for (const [title, text] of [...BAD_MANIFESTS, ...BAD_YAML]) {
      expect(findingsIn(text).join('\n'), title).not.toContain('canary');
    }
  });
});

test.each(['akamai?table=akamai.logs&transform=x', 'akamai-logs-2026/v1/shopCheckout?source=cdn'])(
  'does not report a harmless URL as secret: %s',
  (path) => {
    expect(findingsIn(spoilt(WEB, '/akamai', `/${path}`))).toEqual([]);
  },
);
