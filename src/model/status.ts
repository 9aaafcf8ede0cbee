import { DELIVERIES } from './delivery.ts';
import { DESIRED_STATES } from './manifest.ts';
import {
  COLLECTION,
  FORMAT_VERSION,
  MODIFIED,
  STREAM_ID,
  STREAM_IDENTITY,
  TARGET,
  VERSION,
} from './members.ts';
import { ORPHANS } from './plan.ts';
import { PROPERTY_CHECK } from './property-finding.ts';
import { list, object, oneOf, type Static, text, whole } from './shape.ts';

const CONDITION = oneOf(
  '`overdue`: in transition for longer than expected. `reverted`: a recorded transition ended in another status than intended.',
  ['stable', 'in-transition', 'overdue', 'reverted', 'unknown'],
);
/** The condition of a stream. */
export type Condition = Static<typeof CONDITION>;

const STATUS_ITEM = object({
  ...STREAM_IDENTITY,
  'version?': VERSION,
  status: text(
    'The live status as the API spells it, `absent` if there is no stream, or `unknown` if its row in the list of streams cannot be used.',
    'ACTIVATED',
  ),
  'reason?': text('Why the status is `unknown`.'),
  wanted: oneOf('The state that the manifest specifies.', DESIRED_STATES),
  next: text('The next possible action, `none`, or `blocked`.', 'update'),
  ...MODIFIED,
  'since?': text('When the stream entered its status, ISO 8601, if known.'),
  'firstSeen?': text(
    'In a transition whose start is not known: when a run first found the stream in it, ISO 8601. `overdue` counts from then.',
  ),
  condition: CONDITION,
  'delivery?': oneOf('With `--delivery`: whether the logs arrive.', DELIVERIES),
  'earliestEdit?': text(
    'Streams in transition: when an update should be possible again according to the vendor’s documentation, ISO 8601.',
  ),
});
/** One managed stream in the output of `datastream status`. */
export type StatusItem = Static<typeof STATUS_ITEM>;

const UNUSABLE_ROW = object({
  ...COLLECTION,
  'streamId?': STREAM_ID,
  'name?': text('The live stream’s name.'),
  reason: text('What is wrong with the row.', 'has no usable version'),
});
/** A row of a list of streams that cannot be used for planning. */
export type UnusableRowReport = Static<typeof UNUSABLE_ROW>;

export const STATUS_REPORT = object({
  formatVersion: FORMAT_VERSION,
  target: TARGET,
  items: list('One for each manifest.', STATUS_ITEM),
  'propertyCount?': whole(
    'Number of properties in `PropertyLogging` manifests, which this report does not cover. A plan shows their state.',
    1,
  ),
  orphans: ORPHANS,
  ...PROPERTY_CHECK,
  'unusableRows?': list(
    'Rows of the lists of streams that lack a member that planning needs: those streams are blocked. While a row has no usable ID or name, no stream is created in its collection.',
    UNUSABLE_ROW,
  ),
});
/** The result of `datastream status --format json`. */
export type StatusReport = Static<typeof STATUS_REPORT>;
