import type { AnyBlockedCode } from './blocked-code.ts';
import { CHANGE } from './change.ts';
import { EFFECTS } from './effect.ts';
import { DESIRED_STATES } from './manifest.ts';
import { ID, IDENTITY, MODIFIED, STATUS, VERSION } from './members.ts';
import { STABLE_STATUSES } from './phase.ts';
import { POLICY_VIOLATION } from './policy.ts';
import { NETWORKS } from './property-logging.ts';
import { PROPERTY_SUMMARY } from './property-summary.ts';
import {
  anyObject,
  either,
  exactly,
  flag,
  list,
  object,
  oneOf,
  type Shape,
  type Static,
  text,
  whole,
} from './shape.ts';

/** What the stream of a manifest needs. An `update` keeps this name if a deactivation has to come first. */
export const ACTIONS = [
  'create',
  'update',
  'activate',
  'deactivate',
  'delete',
  'wait',
  'none',
  'blocked',
] as const;
export type Action = (typeof ACTIONS)[number];

const WRITES_CONTENT = 'A call that writes content.';
const WITHOUT_CONTENT = 'A call without content.';
const ACTIVATE = flag('Also activate the new version.');

export const STEP = either(
  'A step.',
  object({ do: exactly('create', WRITES_CONTENT), activate: ACTIVATE }),
  object({ do: exactly('update', WRITES_CONTENT), activate: ACTIVATE }),
  object({
    do: exactly('activate', WITHOUT_CONTENT),
    'network?': oneOf('The network on which the version of a property is activated.', NETWORKS),
  }),
  object({ do: exactly('deactivate', WITHOUT_CONTENT) }),
  object({ do: exactly('delete', WITHOUT_CONTENT) }),
  object({
    do: exactly('await', 'A wait.'),
    until: oneOf('The status that is waited for.', STABLE_STATUSES),
  }),
);
/** One allowed request, or a wait until the stream is stable. */
export type Step = Static<typeof STEP>;

/** The names of all steps. */
export const STEPS = [
  'create',
  'update',
  'activate',
  'deactivate',
  'delete',
  'await',
] as const satisfies readonly Step['do'][];

const BASE = object({
  version: VERSION,
  status: STATUS,
  content: text('Digest of the canonical content. It does not depend on `references`.'),
  'references?': list(
    'Paths of the references in the manifest. Live members at these paths are redacted wherever they are stored or shown.',
    text(),
  ),
});
/** The version that a plan is based on. A write happens only if the stream is still at exactly this version. */
export type Base = Static<typeof BASE>;

const RESOLVED = object({
  list: text('The list that contains the name.', 'properties'),
  role: oneOf('Sources belong to a group or a contract. Fields are the same for a whole collection.', [
    'sources',
    'fields',
  ]),
  name: text('The name in the manifest.'),
  id: ID,
});
/** A name in a manifest and the id that it was resolved to. Apply resolves it again before a write. */
export type Resolved = Static<typeof RESOLVED>;

const DESIRED = object({
  state: oneOf(DESIRED_STATES),
  spec: anyObject(
    'Everything that is sent, with canonical member names: IDs are resolved, defaults are filled in, and references stay. Members of `extra` are merged in.',
  ),
  'defaulted?': list(
    'JSON Pointers of members of `spec` that have their value only from a default. They are sent only if the live stream has another value, or if the card of the member requires it. Absent in plans of earlier versions: every member is sent.',
    text(),
  ),
  folder: text('Folder of the manifest. `{ file }` references are relative to it.'),
  resolved: list('Names that were resolved to IDs.', RESOLVED),
});
/** What apply needs to write a stream. Secrets are references. */
export type Desired = Static<typeof DESIRED>;

const PERSONAL_DATA = object({
  'stream?': text(
    'Only on a property: the stream that delivers the fields, by name or ID.',
    'web-access-logs',
  ),
  receiver: text(
    'Type of the destination, and its host or bucket.',
    'Amazon S3 (bucket example-logs, region eu-central-1)',
  ),
  fields: list(
    'Fields that this stream does not send to the receiver so far. On a property: fields whose headers begin to be logged.',
    object({
      'id?': ID,
      name: text(
        'Name of the field, or its ID if the name is not known. Without `id`, the data is in every record.',
        'Client IP',
      ),
      reason: text('Why it is, or may contain, personal data.'),
    }),
  ),
});
/** Fields with personal data that a stream begins to send to a receiver. */
export type AddedPersonalData = Static<typeof PERSONAL_DATA>;

/** The schema does not list the codes, so that a new code does not break programs that read them. */
export const BLOCKED_CODE = text(
  'The code of `reason`. Stable, kebab-case. Absent in plans that earlier versions saved.',
  'stream-not-found',
) as Shape<AnyBlockedCode>;
export const BLOCKED_URL = text(
  'Where `reasonCode` is explained. Only in results, and only if this copy of the program is published.',
);

const MEMBERS = {
  ...IDENTITY,
  'streamName?': text('The live stream’s name, if it differs from `name`.'),
  action: oneOf('What the stream needs. `update` also when a deactivation comes first.', ACTIONS),
  'status?': STATUS,
  'baseVersion?': VERSION,
  ...MODIFIED,
  'rotateSecretsAfter?': text(
    'The time in the manifest, in UTC. A live version whose `modifiedDate` is not earlier satisfies it; otherwise `effects` has `secret-rotation`.',
    '2026-11-28T10:00:00Z',
  ),
  changes: list('Differences between live and desired content.', CHANGE),
  effects: list('What applying does outside the API.', oneOf('Effect.', EFFECTS)),
  'personalData?': list(
    'Present with the effect `personal-data-added`: what the stream begins to send to each destination. With `personal-data-logged`: what the streams begin to send that the property names, as far as it is known.',
    PERSONAL_DATA,
  ),
  steps: list('Steps in order. A step after an `await` is taken once the stream is stable.', STEP),
  'needs?': list(
    'Names of the items that have to be done first. Until then, no step of this item is taken.',
    text(),
  ),
  source: object(
    { file: text('Manifest file.', 'streams/web.yaml'), line: whole('Line of the document, from 1.', 1) },
    'Where the manifest is.',
  ),
  'property?': PROPERTY_SUMMARY,
  'policyViolations?': list(
    'Rules of policies that the manifest violates. The item is `blocked` if it would create, update or activate the stream.',
    POLICY_VIOLATION,
  ),
  'reason?': text('`blocked` only: why, and what to do.'),
  'reasonCode?': BLOCKED_CODE,
  'reasonUrl?': BLOCKED_URL,
  'unreadable?': exactly(
    true,
    '`blocked` only: the live stream could not be read in this run; a later run may decide otherwise.',
  ),
} as const;

/** An item as it is printed. */
export const PRINTED_ITEM = object(MEMBERS);

/**
 * An item with what apply needs. `base` and `desired` are absent for `none` and `blocked`, and never printed: `desired`
 * may hold literal credentials.
 */
export const PLAN_ITEM = object({ ...MEMBERS, 'base?': BASE, 'desired?': DESIRED });
/** The planned change of the stream of one manifest. */
export type PlanItem = Static<typeof PLAN_ITEM>;
