import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import {
  anyJson,
  anyObject,
  either,
  list,
  object,
  oneOf,
  type Static,
  text,
  whole,
} from '../../model/shape.ts';
import { published } from './published.ts';

const SOURCE = object({
  path: list(
    'Names of members and indexes of lists, from 0.',
    either('Name or index.', text(undefined, 'spec'), whole()),
  ),
  value: anyJson('Value. Credentials are redacted.'),
  from: oneOf(
    'manifest: its file; defaults: `defaults` in the configuration file; field-set: a field set in the configuration file.',
    ['manifest', 'defaults', 'field-set'],
  ),
  'fieldSet?': text('Name of the field set.', 'web-standard'),
  file: text('The file that contains the value.', 'datastream.yaml'),
  line: whole('From 1.', 1),
  column: whole('From 1.', 1),
});

const REPORT = {
  name: text(
    'Name of the manifest, with its kind if it is not a stream.',
    'web-access-logs',
    'PropertyLogging/www-logging',
  ),
  file: text('The file that contains the manifest.', 'streams/web-access-logs.yaml'),
  manifest: anyObject(
    'The manifest with its defaults and the fields of its field sets. Credentials are redacted; references are unchanged.',
  ),
  sources: list('Where each value of the manifest is, in the order of the manifest.', SOURCE),
} as const;

const MANIFEST_REPORT = object(REPORT);
/** A complete manifest, and where its values come from. */
export type ManifestReport = Static<typeof MANIFEST_REPORT>;

/** The output of `show NAME --format json`. */
export const SHOW_MANIFEST_SCHEMA: JsonObject = published(
  'datastream show NAME',
  'Output of `datastream show NAME --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
