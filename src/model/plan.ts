import { RESOURCE_KINDS } from './collection.ts';
import { EFFECTS } from './effect.ts';
import { FREEZE_STATUS } from './freeze.ts';
import { DESIRED_STATES } from './manifest.ts';
import {
  COLLECTION,
  FORMAT_VERSION,
  ID,
  IDENTITY,
  MODIFIED,
  STATUS,
  STREAM_ID,
  TARGET,
  VERSION,
} from './members.ts';
import { STABLE_STATUSES } from './phase.ts';
import { POLICY_VIOLATION } from './policy.ts';
import { PROPERTY_CHECK } from './property-finding.ts';
import { NETWORKS } from './property-logging.ts';
import { PROPERTY_SUMMARY } from './property-summary.ts';
import {
  anyJson,
  anyObject,
  either,
  exactly,
  flag,
  list,
  mapOf,
  object,
  oneOf,
  type Shape,
  type Static,
  someOf,
  text,
  timestamp,
  whole,
} from './shape.ts';
import type { AnyWarningCode } from './warning-code.ts';

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

export const CHANGE = object({
  path: text(
    'JSON Pointer into the canonical spec. For a property: into its rule tree.',
    '/destination/endpoint',
  ),
  'place?': text('For a property: the names of the rules and the behavior.', 'Default › API › DataStream'),
  'before?': anyJson('The live value; absent if the member was not set. Secrets are redacted or references.'),
  'after?': anyJson('The desired value; absent if the member is removed.'),
  'sensitive?': exactly(true, 'Before and after are redacted.'),
  'added?': list('Lists: added items.', anyJson()),
  'removed?': list('Lists: removed items.', anyJson()),
  'reordered?': exactly(true, 'Lists: the same items in another order, if the order has a meaning.'),
  'labels?': {
    ...mapOf(text(), 'Names of the IDs in the values.'),
    examples: [{ '1023': 'cookie' }],
  },
});
/** One difference in canonical form, with the values before and after. */
export type Change = Static<typeof CHANGE>;

/** Reverses a change, so that it leads from `after` to `before`. */
export function reversedChange({ before, after, added, removed, ...change }: Change): Change {
  return {
    ...change,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(removed === undefined ? {} : { added: removed }),
    ...(added === undefined ? {} : { removed: added }),
  };
}

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

const ITEM = {
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
  'unreadable?': exactly(
    true,
    '`blocked` only: the live stream could not be read in this run; a later run may decide otherwise.',
  ),
} as const;

/** What apply needs. Absent for `none` and `blocked`, and never printed: `desired` may hold literal credentials. */
const ITEM_TO_APPLY = object({ ...ITEM, 'base?': BASE, 'desired?': DESIRED });
/** The planned change of the stream of one manifest. */
export type PlanItem = Static<typeof ITEM_TO_APPLY>;

const ORPHAN = object({
  ...COLLECTION,
  streamId: STREAM_ID,
  name: text('The live stream’s name.'),
  status: STATUS,
});
/** An unmanaged stream: a live stream that no manifest names. It is reported and ignored. */
export type Orphan = Static<typeof ORPHAN>;
export const ORPHANS = list('Live streams that no manifest names. They are ignored.', ORPHAN);

const EXPLANATION_URL = text(
  'Where the code is explained. Only in results, and only if this copy of the program is published.',
);

const REFUSAL = object({
  code: oneOf('What kind of refusal.', [
    'ambiguous',
    'protected',
    'safety-limit',
    'stale-plan',
    'other-target',
    'no-consent',
    'freeze',
    'policy',
  ]),
  message: text('What is wrong and how to fix it.'),
  names: list('The affected manifests.', text('`metadata.name`.')),
  'url?': EXPLANATION_URL,
});
/** Why a whole run is refused before any write (exit code 3). */
export type Refusal = Static<typeof REFUSAL>;
export const REFUSALS = list('Why nothing may be written (exit code 3). Empty: nothing is refused.', REFUSAL);

/** The schema does not list the codes, so that a new code does not break programs that read them. */
const WARNING_CODE = text('Stable, kebab-case.') as Shape<AnyWarningCode>;

export const WARNING = object({
  code: WARNING_CODE,
  message: text('What it means.'),
  'name?': text('The affected manifest.'),
  'url?': EXPLANATION_URL,
});
/** Information that does not stop the run. */
export type Warning = Static<typeof WARNING>;
export const WARNINGS = list('Information that does not stop the run.', WARNING);

const SUMMARY = object(
  {
    create: whole('Streams to create.'),
    update: whole('Streams to edit.'),
    activate: whole('Streams to activate.'),
    deactivate: whole('Streams to deactivate.'),
    delete: whole('Streams to delete.'),
    wait: whole('Streams that are in transition first.'),
    unchanged: whole('Streams that need nothing.'),
    blocked: whole('Streams that cannot be planned.'),
  },
  'Number of items for each action.',
);
/** Number of items for each action. `none` counts as `unchanged`. */
export type Summary = Static<typeof SUMMARY>;

const CHANGED_SINCE = object(
  {
    ref: text('The branch, tag or commit that was given.', 'origin/main'),
    mergeBase: text('The commit that the manifests were compared with: the merge base of `ref` and `HEAD`.'),
    planned: whole('Number of manifests that differ from that commit. Only these are planned.'),
    notPlanned: whole('Number of the other manifests, which were not compared with the account.'),
    removed: list(
      'Manifests of that commit that no longer exist. Their streams stay as they are.',
      text('`metadata.name`; `KIND/NAME` for other kinds than streams.'),
    ),
    notListed: list(
      'Collections of manifests whose streams were not listed. Their unmanaged streams are not known.',
      text('', 'DataStream2/edns'),
    ),
  },
  'Present if only the manifests that differ from a commit were planned. Nothing else was looked for: no changes outside the repository, and none that were merged but never applied. Safety limits count these manifests only.',
);
/** What a plan of changed manifests omits. */
export type ChangedSince = Static<typeof CHANGED_SINCE>;

function planOf<Item>(item: Shape<Item>) {
  return {
    formatVersion: FORMAT_VERSION,
    target: TARGET,
    'changedSince?': CHANGED_SINCE,
    fingerprint: text('Equal for plans that would write the same. `sha256:` and 64 hexadecimal digits.'),
    applyable: flag('False: refused, see `refusals`.'),
    summary: SUMMARY,
    requests: object(
      {
        used: whole('HTTP requests sent to plan.'),
        apply: whole('What applying would send, not counting requests while waiting.'),
        'applyByKind?': someOf(
          RESOURCE_KINDS,
          (kind) => whole(`Requests for resources of the kind ${kind}.`),
          'The same for each API, if apply uses several: each has its own limit of requests a minute.',
        ),
      },
      'Request budget.',
    ),
    items: list('One for each manifest.', item),
    orphans: ORPHANS,
    refusals: REFUSALS,
    warnings: WARNINGS,
    'freeze?': FREEZE_STATUS,
    'failsForOrphans?': exactly(true, 'The configuration file makes unmanaged streams an error.'),
    ...PROPERTY_CHECK,
  } as const;
}

/** The members of a plan as it is printed. */
export const PRINTED_PLAN_MEMBERS = planOf(object(ITEM));
/** A plan as it is printed, alone and in the result of an apply. */
export const PRINTED_PLAN = object(PRINTED_PLAN_MEMBERS);

const PLAN = object(planOf(ITEM_TO_APPLY));
/**
 * A plan as plain JSON. It is reviewed, compared and applied unchanged. Its fingerprint covers everything that would be
 * written; see `plan/saved/fingerprint.ts`.
 */
export type Plan = Static<typeof PLAN>;

const PLAN_ORIGIN = object({
  /** The time right before the account was read. */
  createdAt: timestamp(),
  /** The section of the credentials file, if one was given. */
  'section?': text(),
  'accountKey?': text(),
  /** The target of the configuration file. */
  'targetName?': text(),
  /** The folder of the manifests. */
  streams: text(),
  /** Present if only some of the manifests were planned. */
  'isPart?': exactly(true),
  /** The digest of the content of each planned manifest, by the name of its item. */
  manifests: mapOf(text()),
});
/** When a saved plan was created, and from what. Apply does not depend on it. */
export type PlanOrigin = Static<typeof PLAN_ORIGIN>;

export const SAVED_PLAN = object({
  ...planOf(ITEM_TO_APPLY),
  /** Absent in plans of earlier versions. */
  'origin?': PLAN_ORIGIN,
  'account?': text(
    'The simulated account that the plan is for, since all simulated accounts have the same target.',
  ),
  digest: text('Digest of the whole content.'),
});
/** A plan in a file. */
export type SavedPlan = Static<typeof SAVED_PLAN>;
