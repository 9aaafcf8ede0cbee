import { KINDS } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StableStatus } from '../../model/phase.ts';
import { ACTIONS, EFFECTS } from '../../model/plan.ts';
import {
  everyMemberOf,
  FORMAT_VERSION,
  IDENTITY,
  list,
  MODIFIED,
  ORPHANS,
  object,
  oneOf,
  published,
  REFUSALS,
  STATUS,
  STREAM_ID,
  TARGET,
  text,
  VERSION,
  WARNINGS,
  whole,
} from './parts.ts';

const STABLE = everyMemberOf<StableStatus>({ ACTIVATED: true, DEACTIVATED: true, INACTIVE: true });

const VALUES: JsonObject = { type: 'array', items: {} };

/** A difference between the live and the desired content. */
export const CHANGE = object({
  path: text('JSON Pointer into the canonical spec.', '/destination/endpoint'),
  'before?': {
    description: 'The live value; absent where there was none. Secrets are masked or references.',
  },
  'after?': { description: 'The wanted value; absent where there will be none.' },
  'sensitive?': { const: true, description: 'Before and after are masked.' },
  'added?': { ...VALUES, description: 'Lists: items that come.' },
  'removed?': { ...VALUES, description: 'Lists: items that go.' },
  'reordered?': { const: true, description: 'Lists: items change places, and places mean something.' },
  'labels?': {
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Names of the IDs in the values.',
    examples: [{ '1023': 'cookie' }],
  },
});

const ACTIVATE: JsonObject = { type: 'boolean', description: 'Also activate the new version.' };

const STEP: JsonObject = {
  oneOf: [
    object({ do: oneOf('A call that writes content.', ['create', 'update']), activate: ACTIVATE }),
    object({ do: oneOf('A call without content.', ['activate', 'deactivate', 'delete']) }),
    object({ do: oneOf('A wait.', ['await']), until: oneOf('The status that is waited for.', STABLE) }),
  ],
};

const ITEM = object({
  ...IDENTITY,
  'streamId?': STREAM_ID,
  'streamName?': text('The live stream’s name, where it differs from `name`.'),
  action: oneOf('What the stream needs. `update` also when a deactivation comes first.', ACTIONS),
  'status?': STATUS,
  'baseVersion?': VERSION,
  ...MODIFIED,
  changes: list('Differences between live and wanted content.', CHANGE),
  effects: list('What applying does outside the API.', oneOf('Effect.', EFFECTS)),
  steps: list('Steps in order. A step after an `await` is taken once the stream is stable.', STEP),
  source: object(
    { file: text('Manifest file.', 'streams/web.yaml'), line: whole('Line of the document, from 1.', 1) },
    'Where the manifest is.',
  ),
  'reason?': text('`blocked` only: why, and what to do.'),
  'unreadable?': {
    const: true,
    description:
      '`blocked` only: the live stream could not be read in this run; a later run may decide otherwise.',
  },
});

const SUMMARY = object(
  {
    create: whole('Streams to create.'),
    update: whole('Streams to edit.'),
    activate: whole('Streams to activate.'),
    deactivate: whole('Streams to deactivate.'),
    delete: whole('Streams to delete.'),
    wait: whole('Streams that settle first.'),
    unchanged: whole('Streams that need nothing.'),
    blocked: whole('Streams that cannot be planned.'),
  },
  'Number of items for each action.',
);

/** A plan as it is printed, alone and in the result of an apply. */
export const PLAN: JsonObject = object({
  formatVersion: FORMAT_VERSION,
  target: TARGET,
  fingerprint: text('Equal for plans that would write the same. `sha256:` and 64 hexadecimal digits.'),
  applyable: { type: 'boolean', description: 'False: refused, see `refusals`.' },
  summary: SUMMARY,
  requests: object(
    {
      used: whole('HTTP requests sent to plan.'),
      apply: whole('What applying would send, not counting requests while waiting.'),
      'applyByKind?': object(
        Object.fromEntries(KINDS.map((kind) => [`${kind}?`, whole(`Requests to the API of ${kind}.`)])),
        'The same for each API, where it goes to several: each allows 20 requests a minute by itself.',
      ),
    },
    'Request budget.',
  ),
  items: list('One for each manifest.', ITEM),
  orphans: ORPHANS,
  refusals: REFUSALS,
  warnings: WARNINGS,
});

/** The output of `plan --format json`. */
export const PLAN_SCHEMA: JsonObject = published(
  'datastream plan',
  'Output of `datastream plan --format json`. A plan that `--out` saves has two more members for each item, `base` and `desired`, which apply needs; they are not printed, because `desired` may hold literal credentials.',
  PLAN,
);
