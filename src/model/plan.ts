import { RESOURCE_KINDS } from './collection.ts';
import { FREEZE_STATUS } from './freeze.ts';
import { COLLECTION, FORMAT_VERSION, STATUS, STREAM_ID, TARGET } from './members.ts';
import { PLAN_ITEM, PRINTED_ITEM } from './plan-item.ts';
import { PROPERTY_CHECK } from './property-finding.ts';
import {
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
export const PRINTED_PLAN_MEMBERS = planOf(PRINTED_ITEM);
/** A plan as it is printed, alone and in the result of an apply. */
export const PRINTED_PLAN = object(PRINTED_PLAN_MEMBERS);

const PLAN = object(planOf(PLAN_ITEM));
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
  ...planOf(PLAN_ITEM),
  /** Absent in plans of earlier versions. */
  'origin?': PLAN_ORIGIN,
  'account?': text(
    'The simulated account that the plan is for, since all simulated accounts have the same target.',
  ),
  digest: text('Digest of the whole content.'),
});
/** A plan in a file. */
export type SavedPlan = Static<typeof SAVED_PLAN>;

/** The only format of saved plans that this version reads and writes. */
export const SAVED_PLAN_FORMAT: SavedPlan['formatVersion'] = 1;
