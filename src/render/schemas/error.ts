import type { ErrorCode } from '../../model/error-code.ts';
import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION, STREAM_ID, TARGET } from '../../model/members.ts';
import { object, type Shape, type Static, text, whole } from '../../model/shape.ts';
import { published } from './published.ts';

/** The schema does not list the codes, so that a new code does not break programs that read them. */
const CODE = text(
  'Stable, kebab-case: `usage`, `access` (credentials, endpoint or proxy), `apply-running` (another apply holds the lock; exit code 3), `simulator-state`, `too-few-open-files`, `cancelled` (the question was not confirmed), `interrupted` (by a signal), `incomplete` (`logs` could not read everything), `github` (the API of GitHub), `bug`, or why a request failed: `refused`, `no-such-stream`, `unauthorized`, `forbidden`, `gone`, `rate-limited`, `server`, `network`, `timeout`, `redirect`, `unreadable`.',
  'unauthorized',
) as Shape<ErrorCode>;

export const FAILURE = object(
  {
    code: CODE,
    message: text('What is wrong.'),
    'hint?': text('What to do next.'),
    'stream?': STREAM_ID,
    'request?': text(
      'The request that failed, without its query.',
      'GET /datastream-config-api/v3/log/cdn/streams/7050',
    ),
    'status?': whole('HTTP status of the response.', 100),
    'reference?': text('Akamai’s reference for a support case.'),
    'url?': text('Where the code is explained. Absent: this copy of the program is not published.'),
  },
  'Why the command failed.',
);
/** A failure, as every command prints it with `--format json`. */
export type Failure = Static<typeof FAILURE>;

/** The output of every command with `--format json` that fails before it has a result. */
export const ERROR_SCHEMA: JsonObject = published(
  'datastream error',
  'Output of every command with `--format json` if it fails before it has a result; one line.',
  object({ formatVersion: FORMAT_VERSION, 'target?': TARGET, error: FAILURE }),
);
