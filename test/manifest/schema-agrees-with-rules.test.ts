import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import { EDITOR_KEYWORDS, streamSchema } from '../../src/manifest/schema/stream-schema.ts';
import { BAD_MANIFESTS } from './bad-manifests.ts';
import { DNS, ERRORS, RAW, WEB } from './samples.ts';

const ajv = new Ajv({ strict: true, strictTypes: false, strictRequired: false, allowUnionTypes: true });
ajv.addVocabulary([...EDITOR_KEYWORDS]);
const valid = ajv.compile(streamSchema());

/** What a JSON Schema of one document cannot express, or expresses less strictly. */
const BEYOND_THE_SCHEMA = new Set([
  'delimiter-with-json',
  'delimiter-missing',
  'no-file-names',
  'format-not-taken',
  'goes-together',
  'needed-with',
  'separate-and-bound',
  'server-field',
  'forbidden-reference',
  'known-in-extra',
  'duplicate-destination-name',
  'credential-in-path',
]);

/** Values that the schema accepts because a pattern for them would only confuse readers. */
const LOOSER_IN_THE_SCHEMA = [
  'contractId is a prefix only',
  'endpoint is not a URL',
  'reference to a file without a name',
  'rotateSecretsAfter on a day that does not exist',
  'DataStream 1: connector names with odd characters',
];

/**
 * An absent stream needs no members. The schema still requires a destination, if there is one, to be
 * complete.
 */
const STRICTER_IN_THE_SCHEMA = ['empty destination of an absent stream'];

describe('the schema for editors and the manifest checks agree', () => {
  test.each([
    ['cdn', WEB],
    ['edns', DNS],
    ['AGGREGATE', ERRORS],
    ['RAW', RAW],
  ])('on a valid %s manifest', (_type, text) => {
    expect(valid(parse(text))).toBe(true);
  });

  test.each(BAD_MANIFESTS)('on an invalid manifest: %s', (title, text) => {
    const { findings } = readManifests([{ file: 'web.yaml', text }], [], 'streams');
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    if (!valid(parse(text))) expect(errors.length > 0).toBe(!STRICTER_IN_THE_SCHEMA.includes(title));
    else if (!LOOSER_IN_THE_SCHEMA.includes(title))
      expect(errors.filter((code) => !BEYOND_THE_SCHEMA.has(code))).toEqual([]);
  });
});
