import type { JsonObject } from '../../model/json.ts';
import { COLLECTION, FORMAT_VERSION, IDENTITY } from '../../model/members.ts';
import { list, type ObjectOf, object, text, whole } from '../../model/shape.ts';
import { published } from './published.ts';

const SECRET = text('A reference, as `--all-using` takes it.', 'env:LOG_PLATFORM_TOKEN');

const UPDATED = object({
  file: text('The file that was written.', 'streams/web-access-logs.yaml'),
  line: whole('Line of the document, from 1.', 1),
  name: IDENTITY.name,
  ...COLLECTION,
  'before?': text('The time that the manifest had, in UTC. Absent: none.', '2026-08-01T06:00:00Z'),
  secrets: list('The secrets that the stream is sent again with.', SECRET),
});

const ALSO_USED = object({
  secret: SECRET,
  names: list('Other manifests that refer to it and do not request a rotation.', text('`metadata.name`.')),
});

const REPORT = {
  rotateSecretsAfter: text('The time that was written: now, in UTC.', '2026-11-28T10:00:00Z'),
  updated: list('Manifests that request a rotation now.', UPDATED),
  notUpdated: list(
    'Manifests that were not written.',
    object({ name: IDENTITY.name, message: text('Why, and what to do.') }),
  ),
  alsoUsed: list('Secrets that other manifests use as well.', ALSO_USED),
};
/** The result of `rotate`. */
export type RotateReport = ObjectOf<typeof REPORT>;

/** The output of `rotate --format json`. */
export const ROTATE_SCHEMA: JsonObject = published(
  'datastream rotate',
  'Output of `datastream rotate --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
