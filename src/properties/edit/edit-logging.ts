import type { Change } from '../../model/change.ts';
import { KINDS, type Kind } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import type {
  DesiredLogging,
  NamedStream,
  RuleOperation,
  VersionContent,
} from '../../model/property-logging.ts';
import { namedIds, stateFor } from '../behaviors/datastream.ts';
import { type BehaviorEdit, changesOf, type EditObstacle, operationsOf, rulePlace } from './behavior-edit.ts';
import { differingOptions, LOCKED, type OptionChanges, withChanges } from './patch.ts';
import { editReport, reportNotes } from './report-edit.ts';
import { type Desired, type DesiredStreams, differs, newOptions, streamChanges } from './stream-changes.ts';

/** What an edit of the logging of a rule tree needs to know of the account. */
export interface EditContext {
  /** IDs of DataStream 2 streams that are not active. They do not count against the limit of a behavior. */
  readonly inactive: readonly number[];
}

/** The edit of a rule tree that makes it log as desired. */
export type LoggingEdit =
  | {
      readonly tag: 'edit';
      /** A JSON Patch of the body of this rule tree. Without operations, the tree logs as desired. */
      readonly operations: readonly RuleOperation[];
      /** The same for display. */
      readonly changes: readonly Change[];
      /** The rules in which logging is off. An edit never switches it on. */
      readonly exclusions: readonly string[];
      /** What the edit does not decide, as sentences. */
      readonly notes: readonly string[];
    }
  | { readonly tag: 'blocked'; readonly reason: EditObstacle };

/**
 * Returns how a rule tree has to change to log as desired. Every `datastream` behavior that is on gets the streams, and
 * the options if it is on for DataStream 2. Nothing else changes: other streams stay, and what is off stays off. If the
 * desired streams contain references to IDs, the operations contain them too and cannot be sent.
 */
export function editLogging(
  content: Pick<VersionContent, 'rules' | 'ruleFormat' | 'tree' | 'includes'>,
  desired: DesiredLogging,
  context: EditContext,
): LoggingEdit {
  const streams = streamsOf(desired, context);
  const parts = behaviorEdits(content, desired, context);
  const reason = parts.find((part) => typeof part === 'string');
  if (reason !== undefined) return { tag: 'blocked', reason };
  const edits = parts.filter((part) => typeof part !== 'string');
  return {
    tag: 'edit',
    operations: edits.flatMap(operationsOf),
    changes: edits.flatMap(changesOf),
    exclusions: content.rules.datastream
      .filter((behavior) => kindsOf(streams).some((kind) => stateFor(behavior, kind) === 'off'))
      .map(({ rule }) => rulePlace(rule)),
    notes: reportNotes(content, desired.report),
  };
}

/** Returns the edits of the behaviors of a rule tree that make it log as desired, or why a behavior cannot be edited. */
export function behaviorEdits(
  content: Pick<VersionContent, 'rules' | 'ruleFormat' | 'tree' | 'includes'>,
  desired: DesiredLogging,
  context: EditContext,
): readonly (BehaviorEdit | EditObstacle)[] {
  return [
    ...editStreams(content, streamsOf(desired, context), desired.datastream),
    ...editReport(content, desired.report),
  ];
}

/** The vendor's default share of a stream, in percent. */
const ALL_LOGS = 100;
/** An omitted flag counts as off. */
const DATASTREAM_DEFAULTS: JsonObject = { collectMidgressTraffic: false };

function streamsOf({ streams, removeStreams }: DesiredLogging, { inactive }: EditContext): Desired {
  const of = (kind: Kind): DesiredStreams => ({
    wanted: streams[kind].map(({ id, samplingPercentage = ALL_LOGS }) => ({
      streamId: id,
      samplingPercentage,
    })),
    removed: removeStreams[kind],
    inactive: inactive.filter((id) => !includes(streams[kind], id)),
  });
  return { DataStream2: of('DataStream2'), DataStream1: of('DataStream1') };
}

function includes(streams: readonly NamedStream[], id: number): boolean {
  return streams.some((stream) => stream.id === id);
}

/** The generations of the API that an edit is about. */
function kindsOf(streams: Desired): readonly Kind[] {
  const named = KINDS.filter((kind) => streams[kind].wanted.length + streams[kind].removed.length > 0);
  return named.length === 0 ? KINDS : named;
}

function editStreams(
  { rules: { datastream }, ruleFormat }: Pick<VersionContent, 'rules' | 'ruleFormat'>,
  streams: Desired,
  options: JsonObject,
): readonly (BehaviorEdit | EditObstacle)[] {
  const wanted = KINDS.filter((kind) => streams[kind].wanted.length > 0);
  if (datastream.length === 0) {
    if (wanted.length === 0) return [];
    const added = newOptions(streams, ruleFormat);
    const further = streams.DataStream2.wanted.length > 0 ? options : {};
    return [
      typeof added === 'string'
        ? added
        : { tag: 'add', name: 'datastream', options: { ...added, ...further } },
    ];
  }
  const off = wanted.find((kind) => datastream.every((behavior) => stateFor(behavior, kind) === 'off'));
  if (off !== undefined) return [allOff(off)];
  return datastream.flatMap((behavior): readonly (BehaviorEdit | EditObstacle)[] => {
    const changes = changesFor(behavior, streams, options, ruleFormat);
    if (typeof changes === 'string')
      return [`the DataStream behavior of rule "${rulePlace(behavior.rule)}" cannot be changed: ${changes}`];
    if (Object.keys(changes).length === 0) return [];
    return [{ tag: 'change', name: 'datastream', behavior, options: changes }];
  });
}

function allOff(kind: Kind): EditObstacle {
  const option = kind === 'DataStream1' ? 'enabled' : 'logEnabled';
  return `logging to ${kind === 'DataStream1' ? 'DataStream 1' : 'DataStream 2'} is switched off in every DataStream behavior, and a plan never switches it on; set ${option} to true in Property Manager in the rules that should log, and activate that version`;
}

/** Returns the options of a behavior that change, or why they cannot. Those of a behavior that is off do not change. */
function changesFor(
  behavior: Behavior,
  streams: Desired,
  options: JsonObject,
  ruleFormat: string,
): OptionChanges | EditObstacle {
  const kinds = KINDS.filter((kind) => stateFor(behavior, kind) !== 'off');
  const parts = kinds
    .filter((kind) => differs(behavior, kind, streams))
    .map((kind) => streamChanges(behavior, kind, streams, ruleFormat));
  const refusal = parts.find((part) => typeof part === 'string') ?? cannotRemove(behavior, streams);
  if (refusal !== undefined) return refusal;
  const changes: OptionChanges = Object.assign({}, ...parts);
  const after = { ...behavior, options: withChanges(behavior.options, changes) };
  // The options are those of DataStream 2.
  const isOn = stateFor(after, 'DataStream2') === 'on';
  const all = { ...changes, ...(isOn ? differingOptions(after.options, options, DATASTREAM_DEFAULTS) : {}) };
  return behavior.locked && Object.keys(all).length > 0 ? LOCKED : all;
}

/** A behavior for all DataStream 1 streams names none, so that none can be removed. */
function cannotRemove(behavior: Behavior, { DataStream1: { removed } }: Desired): EditObstacle | undefined {
  const isForAll = stateFor(behavior, 'DataStream1') === 'on' && namedIds(behavior, 'DataStream1') === 'all';
  return isForAll && removed.length > 0
    ? `it logs to all DataStream 1 streams of the property, so ${removed.join(', ')} cannot be removed; list the others in datastreamIds in Property Manager, or take the removed streams out of the manifest`
    : undefined;
}
