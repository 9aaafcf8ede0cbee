import { RESOURCE_KINDS } from '../../model/collection.ts';
import { DIAGNOSTIC } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { TARGET } from '../../model/members.ts';
import { AFFECTED } from '../../model/observed.ts';
import { RUN_OUTCOME } from '../../model/outcome.ts';
import { STABLE_STATUSES } from '../../model/phase.ts';
import { WARNING } from '../../model/plan.ts';
import { STEPS } from '../../model/plan-item.ts';
import {
  either,
  exactly,
  list,
  mapOf,
  number,
  object,
  oneOf,
  type Static,
  text,
  whole,
} from '../../model/shape.ts';
import { FAILURE } from './error.ts';
import { published } from './published.ts';

const LEVELS = ['debug', 'info', 'warning', 'error'] as const;

/** The members of every event, and its tag. */
function head<const Tag extends string>(tag: Tag, description: string) {
  return {
    time: text('UTC, ISO 8601.', '2026-01-05T09:00:00.250Z'),
    level: oneOf('How important it is. `debug`: only with `--debug`.', LEVELS),
    event: exactly(tag, description),
    message: text('The event as text for people. The wording may change.'),
  };
}

const NAME = text('The manifest: `metadata.name`.', 'web-access-logs');
const STEP = { name: NAME, step: oneOf('What is done.', STEPS) };
const MILLISECONDS = number('Milliseconds.');
const TRANSITION_TIME = 'ISO 8601. Absent: not known.';

const ATTEMPT = {
  id: whole('Counts the attempts of all requests from 1. A response has the number of its request.', 1),
  attempt: whole('Counts the attempts of this request from 1.', 1),
  method: text('HTTP method.', 'GET'),
  path: text('Path and query, without secrets.', '/datastream-config-api/v3/log/cdn/streams/7050'),
  'content?': object(
    {
      bytes: whole('Size of the body.'),
      'type?': text('Media type.', 'application/json'),
      'text?': text('JSON in one line, shortened, without secrets. Absent: nothing of the body is shown.'),
    },
    'The body, if there is one.',
  ),
};

const AWAITED = object({
  name: NAME,
  kind: oneOf('Kind of the resource.', RESOURCE_KINDS),
  'status?': text('The last known status. Absent: the stream is deleted.', 'ACTIVATING'),
  progress: oneOf('Whether its transition has ended.', ['in-transition', 'done', 'failed']),
  goal: oneOf('The status after all of its steps.', STABLE_STATUSES),
  'since?': text(`When its transition started, ${TRANSITION_TIME}`),
  'expectedEnd?': text(`When its transition should end, ${TRANSITION_TIME}`),
});

const FINDING: typeof DIAGNOSTIC = { ...DIAGNOSTIC, description: 'The finding.' };
const RUN_WARNING: typeof WARNING = { ...WARNING, description: 'The warning.' };

const PROBLEM = object({
  problem: oneOf(
    '`refused`: nothing may be written. `blocked`: this stream or property cannot be planned or written. `failed`: a step failed. `interrupted`: a signal stopped the run before a step. `unmanaged-streams`: the configuration file makes unmanaged streams an error. `not-delivering`: logs do not arrive, or it is not known whether they do.',
    ['refused', 'blocked', 'failed', 'interrupted', 'unmanaged-streams', 'not-delivering'],
  ),
  'name?': text('The name of the item. Absent: the whole run, or several items.', 'web-access-logs'),
  'step?': oneOf('The step that failed or was not taken.', STEPS),
  'code?': text(
    '`refused`: the code of the refusal. `blocked`: the code of the reason. `not-delivering`: the `delivery` of the stream.',
    'safety-limit',
  ),
  message: text('What is wrong and what to do.'),
});
/** A problem that caused the exit code of a command. */
export type RunProblem = Static<typeof PROBLEM>;

const EVENT = either(
  'An event.',
  object({
    ...head('command-started', 'The first event of a command.'),
    command: text('The name of the command.', 'apply'),
    version: text('The version of datastream-gitops.', '1.2.3'),
  }),
  object({
    ...head('command-ended', 'The last event of a command.'),
    exitCode: whole('The exit code.'),
    milliseconds: MILLISECONDS,
    'outcome?': { ...RUN_OUTCOME, description: 'Only `apply`: the `outcome` of its result.' },
    'problems?': list(
      'Only `plan`, `apply` and `verify`, if they have a result: the problems that caused the exit code. Exit code 2 has none. Other failures are events of their own: `error` or `finding`.',
      PROBLEM,
    ),
  }),
  object({ ...head('error', 'The error that ends the command.'), 'target?': TARGET, error: FAILURE }),
  object({ ...head('finding', 'A finding about a file of the user.'), finding: FINDING }),
  object({ ...head('warning', 'Something that does not stop the run.'), warning: RUN_WARNING }),
  object(head('message', 'Other text for people, which may have several lines.')),
  object(head('interrupted', 'A signal stops the run after the request in flight.')),
  object({
    ...head('paused', 'No request is sent for some time.'),
    'api?': text('The API whose rate limit it is.', 'DataStream 2'),
    reason: oneOf('Why.', ['rate-limit', 'too-many-requests']),
    milliseconds: MILLISECONDS,
  }),
  object({
    ...head('retrying', 'A request is sent again after a pause.'),
    request: text('The request, without its query.', 'GET /datastream-config-api/v3/log/cdn/streams'),
    because: text('Why.', 'status 503'),
    milliseconds: MILLISECONDS,
  }),
  object({
    ...head('reading', 'Progress of reading the account.'),
    what: oneOf('What is read.', ['streams', 'properties', 'versions']),
    done: whole('How many have been read.'),
    total: whole('How many there are to read.'),
  }),
  object({
    ...head('pulled', 'A page of logs was printed.'),
    page: whole('From 1.', 1),
    'pages?': whole('The number of pages so far.'),
    records: whole('The number of records that were printed.'),
  }),
  object({ ...head('step-started', 'The request of a step is about to be sent.'), ...STEP }),
  object({
    ...head('step-done', 'A step was carried out.'),
    ...STEP,
    'streamId?': whole('The stream’s ID.', 1),
    'version?': whole('The version after the step.', 1),
    'status?': text('The status after the step.', 'ACTIVATING'),
  }),
  object({ ...head('step-failed', 'A step failed.'), ...STEP, error: text('Why.') }),
  object({ ...head('looking-up', 'The response to a write was lost.'), ...STEP, because: text('Why.') }),
  object({ ...head('affected', 'A write affects other streams too.'), name: NAME, affected: AFFECTED }),
  object({
    ...head('waiting', 'Progress of a wait: when a status changes, and every five minutes otherwise.'),
    began: text('When the wait started, ISO 8601.'),
    streams: list('What is waited for, in the order of the plan.', AWAITED),
  }),
  object({ ...head('request', 'An attempt of a request is sent. Only with `--debug`.'), ...ATTEMPT }),
  object({
    ...head('response', 'The response to an attempt. Only with `--debug`.'),
    ...ATTEMPT,
    milliseconds: MILLISECONDS,
    'status?': whole('HTTP status. Absent: there is no response.', 100),
    'because?': text('Why there is no response.', 'the connection was reset'),
    'headers?': mapOf(text(), 'Rate limits, and references for a support case.'),
  }),
);
/** An event in a log. */
export type LogEvent = Static<typeof EVENT>;

/** A line on standard error with `--log-format json`. */
export const LOG_EVENT_SCHEMA: JsonObject = published(
  'datastream log event',
  'A line that every command writes to standard error with `--log-format json`. Events may be added.',
  EVENT,
);
