import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import { type ObjectOf, object, text, whole } from '../../model/shape.ts';
import { published } from './published.ts';

const REPORT = {
  version: text('The version of this package.', '1.2.3'),
  'commit?': text('The commit that the release was packed from. Only packages of a release have it.'),
  'repository?': text(
    'The repository on GitHub; absent in a copy that names none.',
    'acme/datastream-gitops',
  ),
  folder: text('The folder that the command runs from.'),
  node: text('The version of Node.js.', 'v24.1.0'),
  platform: text('Operating system and processor.', 'linux-x64'),
  formats: object(
    {
      manifest: text('`apiVersion` of manifests.', 'datastream-gitops/v1'),
      savedPlan: whole('`formatVersion` of plans that `plan --out` saves and `apply --plan` reads.', 1),
      output: whole('`formatVersion` of every JSON output.', 1),
    },
    'The formats that this version reads and writes.',
  ),
};
/** What `version` reports. */
export type VersionReport = ObjectOf<typeof REPORT>;

/** The output of `version --format json`. */
export const VERSION_SCHEMA: JsonObject = published(
  'datastream version',
  'Output of `datastream version --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
