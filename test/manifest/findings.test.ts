import { describe, expect, test } from 'vitest';
import { BAD_MANIFESTS, BAD_YAML } from './bad-manifests.ts';
import { findingsIn, spoilt, WEB } from './samples.ts';

const table = (cases: readonly (readonly [string, string])[]) =>
  cases.map(([title, text]) => `## ${title}\n${findingsIn(text).join('\n')}\n`).join('\n');

describe('every finding tells place, code, one sentence and the way out', () => {
  test('about manifests', async () => {
    await expect(table(BAD_MANIFESTS)).toMatchFileSnapshot('../golden/manifest/findings.txt');
  });

  test('about YAML', async () => {
    await expect(table(BAD_YAML)).toMatchFileSnapshot('../golden/manifest/yaml.txt');
  });

  test.each([...BAD_MANIFESTS, ...BAD_YAML])('%s is found', (_title, text) => {
    expect(findingsIn(text)).not.toEqual([]);
  });

  test('nothing that may be a secret is repeated, whatever is wrong with it', () => {
    for (const [title, text] of [...BAD_MANIFESTS, ...BAD_YAML]) {
      expect(findingsIn(text).join('\n'), title).not.toContain('canary');
    }
  });
});

test.each(['akamai?table=akamai.logs&transform=x', 'akamai-logs-2026/v1/shopCheckout?source=cdn'])(
  'a harmless address is none: %s',
  (path) => {
    expect(findingsIn(spoilt(WEB, '/akamai', `/${path}`))).toEqual([]);
  },
);
