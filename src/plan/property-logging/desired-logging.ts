import { type Obstacle, obstacleOf } from '../../model/blocked-code.ts';
import type { Kind } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';
import type {
  DesiredLogging,
  NamedStream,
  PropertyManifest,
  VersionContent,
} from '../../model/property-logging.ts';
import { logsTo } from '../../properties/behaviors/datastream.ts';
import { fieldsWithOption } from '../../properties/behaviors/report.ts';
import { isManaged } from '../../properties/desired-streams.ts';
import { settingsOf } from '../../properties/header-settings.ts';
import { type FindStream, isActive, type NamedStreamOfProperty } from './named-streams.ts';

/** What a property is to log by its manifest, with ids instead of names. */
export interface DesiredProperty {
  readonly tag: 'desired';
  readonly logging: DesiredLogging;
  /** The streams that the property is to name. */
  readonly streams: readonly NamedStreamOfProperty[];
  /** Names of the items of streams that are not active yet. */
  readonly needs: readonly string[];
  /** What `report: required` does not switch on, as sentences. */
  readonly notes: readonly string[];
}

export type DesiredResult = DesiredProperty | ({ readonly tag: 'blocked' } & Obstacle);

/** A live property for which the manifest is resolved. */
export interface ResolvedFor {
  readonly propertyId: number;
  readonly live: VersionContent;
}

/** Returns what a property is to log: the names of streams are resolved, and `report: required` by their fields. */
export function resolveLogging(
  manifest: PropertyManifest,
  { propertyId, live }: ResolvedFor,
  find: FindStream,
): DesiredResult {
  const wanted = [...new Set(manifest.streams.map((named) => find(named) ?? named))];
  const obstacle =
    wanted.map((stream) => whyNotNamed(stream, propertyId, live)).find((why) => why !== undefined) ??
    obstacleOf('added-and-removed', contradiction(manifest, find));
  if (obstacle) return { tag: 'blocked', ...obstacle };
  const streams = wanted.filter((stream) => typeof stream === 'object');
  const { report, notes } =
    manifest.report === 'required'
      ? requiredReport(streams, propertyId, live)
      : { report: manifest.report, notes: [] };
  return {
    tag: 'desired',
    logging: {
      streams: byKind(streams, (stream) => namedStream(stream, propertyId)),
      removeStreams: removedStreams(manifest, find),
      datastream: manifest.datastream,
      report,
      activation: manifest.activation,
    },
    streams,
    needs: streams
      .filter((stream) => !isActive(stream) || isAddedFirst(stream, propertyId, live))
      .flatMap(({ manifest: of }) => of?.name ?? []),
    notes,
  };
}

function whyNotNamed(
  stream: NamedStreamOfProperty | string | number,
  propertyId: number,
  live: VersionContent,
): Obstacle | undefined {
  if (typeof stream === 'object') {
    return obstacleOf('stream-not-nameable', whyNotNameable(stream, propertyId, live));
  }
  const reason =
    typeof stream === 'number'
      ? `there is no CDN stream ${stream} in this account; correct it in spec.streams`
      : `no manifest describes a stream ${JSON.stringify(stream)} that properties can name; correct it in spec.streams`;
  return { code: 'unknown-stream', reason };
}

/** Returns why a property cannot name a stream, as a clause with what to do. */
function whyNotNameable(
  stream: NamedStreamOfProperty,
  propertyId: number,
  live: VersionContent,
): string | undefined {
  const { label, manifest, status } = stream;
  if (isManaged(stream.expectedBy(propertyId))) {
    return `DataStream manages what this property logs to ${label}, so no behavior has to name it; take it out of spec.streams`;
  }
  if (manifest && manifest.state !== 'active') {
    return `the manifest of ${label} says \`state: ${manifest.state}\`, and properties name only active streams; take it out of spec.streams, or activate it`;
  }
  if (!manifest && !isActive(stream)) {
    return `${label} is ${status}, and properties name only active streams; activate it first, or take it out of spec.streams`;
  }
  if (stream.includes(propertyId) === 'no' && !isNamed(stream, live)) {
    return `${label} does not log this property, and a behavior can select only streams of the property; add the property to the stream first, or take the stream out of spec.streams`;
  }
  return undefined;
}

/** Returns whether the manifest of a stream adds the property to it, so that the stream has to be updated first. */
function isAddedFirst(stream: NamedStreamOfProperty, propertyId: number, live: VersionContent): boolean {
  return stream.includes(propertyId) === 'desired' && !isNamed(stream, live);
}

function isNamed({ kind, streamId }: NamedStreamOfProperty, { rules }: VersionContent): boolean {
  return streamId !== undefined && rules.datastream.some((behavior) => logsTo(behavior, kind, streamId));
}

function contradiction({ streams, removeStreams }: PropertyManifest, find: FindStream): string | undefined {
  const removed = new Set(removeStreams.map(find));
  const both = streams.map(find).find((stream) => stream !== undefined && removed.has(stream));
  return both && `${both.label} is in spec.streams and in spec.removeStreams; take it out of one of them`;
}

/** A behavior may still name a stream that no longer exists. Its ID is one of DataStream 2. */
function removedStreams(
  { removeStreams }: PropertyManifest,
  find: FindStream,
): DesiredLogging['removeStreams'] {
  const known = removeStreams.map(find).filter((stream) => stream !== undefined);
  const gone = removeStreams.filter((named) => typeof named === 'number' && find(named) === undefined);
  const { DataStream2, DataStream1 } = byKind(known, ({ streamId }) => streamId);
  return { DataStream2: [...DataStream2, ...gone.filter((id) => typeof id === 'number')], DataStream1 };
}

function byKind<T>(
  streams: readonly NamedStreamOfProperty[],
  map: (stream: NamedStreamOfProperty) => T | undefined,
): Readonly<Record<Kind, readonly T[]>> {
  const of = (kind: Kind) =>
    streams
      .filter((stream) => stream.kind === kind)
      .map(map)
      .filter((value) => value !== undefined);
  return { DataStream2: of('DataStream2'), DataStream1: of('DataStream1') };
}

function namedStream(stream: NamedStreamOfProperty, propertyId: number): NamedStream {
  const { samplingPercentage } = stream.expectedBy(propertyId);
  const name = stream.manifest?.name;
  const id = stream.streamId ?? { $id: name ?? '' };
  return { id, ...defined({ name, samplingPercentage }) };
}

/** Headers that `required` switches on. Other options log ids or addresses of people, or need a text. */
const HARMLESS_OPTIONS = ['logHost', 'logUserAgent', 'logReferer', 'logAcceptLanguage'];

/** The options that the fields of the streams need, and that are not logged for every request yet. */
function requiredReport(
  streams: readonly NamedStreamOfProperty[],
  propertyId: number,
  live: ResolvedFor['live'],
): { readonly report: JsonObject; readonly notes: readonly string[] } {
  const needed = streams.flatMap((stream) =>
    fieldsWithOption(stream.kind, stream.expectedBy(propertyId).fields).map((field) => ({
      ...field,
      stream,
    })),
  );
  const missing = needed.filter(
    ({ option }) => !settingsOf(live, option).some((one) => one.isLogged && one.isUnconditional),
  );
  const isHarmless = ({ option }: { readonly option: string }) => HARMLESS_OPTIONS.includes(option);
  return {
    report: Object.fromEntries(missing.filter(isHarmless).map(({ option }) => [option, true])),
    notes: missing
      .filter((field) => !isHarmless(field))
      .map(
        ({ name, id, option, stream }) =>
          `${name} (field ${id}) of ${stream.label} is empty, and \`report: required\` does not switch on ${option}. To log it, replace \`required\` in spec.report with the options to log, and include ${option}.`,
      ),
  };
}
