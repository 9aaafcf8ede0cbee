import type { JsonObject } from '../../model/json.ts';
import type { DesiredState } from '../../model/manifest.ts';
import type { Condition } from '../../model/status.ts';
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
  STREAM_ID,
  TARGET,
  text,
  VERSION,
} from './parts.ts';

const CONDITIONS = everyMemberOf<Condition>({
  stable: true,
  'in-transition': true,
  overdue: true,
  reverted: true,
  unknown: true,
});
const DESIRED = everyMemberOf<DesiredState>({ active: true, inactive: true, absent: true });

/** The output of `status --format json`. */
export const STATUS_SCHEMA: JsonObject = published(
  'datastream status',
  'Output of `datastream status --format json`.',
  object({
    formatVersion: FORMAT_VERSION,
    target: TARGET,
    items: list(
      'One for each manifest.',
      object({
        ...IDENTITY,
        'streamId?': STREAM_ID,
        'version?': VERSION,
        status: text(
          'The live status as the API spells it, `absent` if there is no stream, or `unknown` if its row in the list of streams cannot be used.',
          'ACTIVATED',
        ),
        'reason?': text('Why the status is `unknown`.'),
        wanted: oneOf('What the manifest wants.', DESIRED),
        next: text('The next possible action, `none`, or `blocked`.', 'update'),
        ...MODIFIED,
        'since?': text('When the stream came into its status, ISO 8601, as far as it is known.'),
        'firstSeen?': text(
          'In a transition whose start is not known: when a run saw it first, ISO 8601. `overdue` counts from then.',
        ),
        condition: oneOf(
          '`overdue`: in transition for longer than expected. `fell-back`: a recorded movement ended where it was not meant to.',
          CONDITIONS,
        ),
        'earliestEdit?': text('Moving streams: when an edit can be expected to be possible again, ISO 8601.'),
      }),
    ),
    orphans: ORPHANS,
    'unusableRows?': list(
      'Rows of the lists of streams that lack a member that planning needs: those streams are blocked. While a row has no usable ID or name, no stream is created in its collection.',
      object({
        kind: IDENTITY.kind,
        'logType?': IDENTITY['logType?'],
        'streamId?': STREAM_ID,
        'name?': text('The live stream’s name.'),
        reason: text('What is wrong with the row.', 'has no usable version'),
      }),
    ),
  }),
);
