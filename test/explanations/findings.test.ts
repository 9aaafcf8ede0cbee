import { describe, expect, test } from 'vitest';
import { activate } from '../../src/configuration/activate.ts';
import { parseConfiguration } from '../../src/configuration/parse.ts';
import { textsOf } from '../../src/explanations/example-difference.ts';
import type { Example } from '../../src/explanations/explanation.ts';
import { FINDINGS } from '../../src/explanations/findings/findings.ts';
import { SAMPLES } from '../../src/explanations/samples.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';

const EXPLAINED = Object.entries(FINDINGS);
const EXAMPLES = EXPLAINED.flatMap(([code, { example }]) => (example ? [[code, example] as const] : []));

/** The codes of the findings in a repository with the sample files, one of which has another text. */
function codesIn(file: string, text: string): readonly string[] {
  const files = { ...SAMPLES, [file]: text };
  const { 'datastream.yaml': configurationText, ...manifests } = files;
  const { configuration, findings } = parseConfiguration('datastream.yaml', configurationText);
  const active = configuration && activate(configuration, undefined);
  if (typeof active === 'string') throw new Error(active);
  const read = readManifests(
    Object.entries(manifests).map(([name, content]) => ({ file: name, text: content })),
    [],
    'streams',
    { now: Date.parse('2026-11-30T12:00:00Z'), ...(active ? { configuration: active } : {}) },
  );
  return [...findings, ...read.findings].map(({ code }) => code);
}

test('the sample files are valid', () => {
  expect(codesIn('datastream.yaml', SAMPLES['datastream.yaml'])).toEqual([]);
});

describe('the example of a finding', () => {
  test.each(EXAMPLES)('%s causes exactly this finding', (code, example: Example) => {
    expect(codesIn(example.file, textsOf(example).wrong)).toEqual([code]);
  });

  test.each(EXAMPLES)('%s is valid after the fix', (_code, example: Example) => {
    expect(codesIn(example.file, textsOf(example).right)).toEqual([]);
  });
});

test('only findings that no small change of a file causes have no example', () => {
  const without = EXPLAINED.filter(([, { example }]) => !example).map(([code]) => code);
  expect(without).toEqual([
    'too-deep',
    'too-large',
    'too-many-documents',
    'too-many-findings',
    'no-folder',
    'no-manifest',
    'empty-file',
    'unreadable',
    'file-too-large',
    'not-utf8',
    'linked-outside',
    'linked-folder',
    'outside-folder',
    'no-file',
    'not-read',
    'unknown-name',
    'streams-per-item',
  ]);
});
