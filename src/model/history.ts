import { CHANGE } from './change.ts';
import { COLLECTION, FORMAT_VERSION, STATUS, STREAM_ID, TARGET, VERSION } from './members.ts';
import { WARNINGS } from './plan.ts';
import { either, exactly, list, object, type Static, text, whole } from './shape.ts';

/** The results of `history` and `diff`. */

const SUBJECT = {
  name: text('The argument: `metadata.name` of a manifest, or the ID of a stream.', 'web-access-logs'),
  ...COLLECTION,
  streamId: STREAM_ID,
};
const REQUESTS = whole('HTTP requests sent to Akamai. Versions that are cached cost none.');
const NUMBER = whole('A version of the stream.', 1);
const CHANGED_BY = {
  'modifiedBy?': text(
    'Who created the version. Absent: the API does not say, for example for a deleted user.',
  ),
  'modifiedDate?': text('When it was created, ISO 8601.', '2026-02-05T13:31:30Z'),
};

const VERSION_ORIGIN = object(
  {
    commit: text('The commit that was applied.'),
    run: whole('The number of the workflow run that created the version.'),
    'runUrl?': text('The page of that run.'),
    'by?': exactly('watch', 'A watch created it, and continued an apply. Absent: an apply created it.'),
    author: text('Who stored the record.', 'github-actions[bot]'),
    changes: list('The merged pull requests that contain the commit.', text('Its reference.', '#12')),
  },
  'What created the version, according to the record of an apply. Absent: no record names it.',
);
/** What created a version, according to the record of an apply. */
export type VersionOrigin = Static<typeof VERSION_ORIGIN>;

const HISTORY_VERSION = object({
  version: NUMBER,
  ...CHANGED_BY,
  'streamName?': text('The name of the stream in this version, if it differs from the present one.'),
  'comparedWith?': whole(
    'The version that `changes` starts from: the closest older one. Absent: there is none.',
    1,
  ),
  'changes?': list(
    'What changed since that version. Absent: it is the first one, or one of both cannot be read.',
    CHANGE,
  ),
  activations: list(
    'When this version was activated and deactivated, oldest first.',
    object({
      status: text('`ACTIVATED` or `DEACTIVATED`.'),
      modifiedDate: text('When, ISO 8601.'),
      'modifiedBy?': text('Who requested it.'),
    }),
  ),
  'origin?': VERSION_ORIGIN,
  'problem?': text('Why the version cannot be read.'),
});
/** One version of a stream. */
export type HistoryVersion = Static<typeof HISTORY_VERSION>;

export const HISTORY_REPORT = object({
  formatVersion: FORMAT_VERSION,
  target: TARGET,
  requests: REQUESTS,
  ...SUBJECT,
  'manifest?': text('The manifest file. Absent: the stream has no manifest.'),
  streamName: text('The name of the stream.'),
  latest: VERSION,
  status: STATUS,
  versions: list('Newest first.', HISTORY_VERSION),
  'before?': whole('There are older versions: `--before` with this number shows them.', 1),
  warnings: WARNINGS,
});
/** The versions of a stream. */
export type HistoryReport = Static<typeof HISTORY_REPORT>;

const DIFF_SIDE = either(
  'What is compared.',
  object({ version: NUMBER, ...CHANGED_BY }),
  object({ manifest: text('The manifest file.') }),
);
/** One side of a comparison. */
export type DiffSide = Static<typeof DIFF_SIDE>;

export const DIFF_REPORT = object({
  formatVersion: FORMAT_VERSION,
  target: TARGET,
  requests: REQUESTS,
  ...SUBJECT,
  latest: VERSION,
  from: DIFF_SIDE,
  to: DIFF_SIDE,
  changes: list('From `from` to `to`.', CHANGE),
  warnings: WARNINGS,
});
/** The differences between two versions of a stream, or between a version and its manifest. */
export type DiffReport = Static<typeof DIFF_REPORT>;
