import type { Json, JsonObject } from '../../src/model/json.ts';
import type { ExpectedStream } from '../../src/model/property.ts';

/**
 * A second judgement of rule trees, for tests. It shares no code with `src/properties`: it walks the raw tree
 * recursively, and answers one question after the other for each stream. It returns findings as lines.
 */
export function judge(
  tree: JsonObject,
  streams: readonly ExpectedStream[],
  includeTree: JsonObject | undefined,
): readonly string[] {
  const all = walk(tree, '/rules', []);
  const behaviors = all.filter(({ name }) => name === 'datastream');
  const wanted = streams.filter((stream) => stream.state === 'active' && isJudged(stream, all));
  const lines = streams
    .filter((stream) => stream.state === 'active' && isUndecided(stream, all))
    .map(({ streamId }) => `undetermined note ${streamId}`);
  for (const stream of wanted) {
    lines.push(...namingLines(stream, behaviors), ...shareLines(stream, behaviors));
    lines.push(...fieldLines(stream, all, includeTree));
  }
  for (const kind of ['DataStream1', 'DataStream2']) {
    if (!wanted.some((stream) => stream.kind === kind)) continue;
    if (!behaviors.some((one) => isOn(one, kind))) continue;
    const off = behaviors.filter((one) => one.under.length > 0 && isOff(one, kind));
    lines.push(...off.map(({ rule }) => `excluded note ${rule}`));
  }
  for (const { kind, state, isLive, streamId = 0 } of streams) {
    if (state === 'active' || (state === 'inactive' && !isLive)) continue;
    const naming = behaviors.filter((one) => isOn(one, kind) && idsIn(one, kind).includes(streamId));
    lines.push(
      ...naming.map(
        ({ rule }) => `names-removed-stream ${state === 'absent' ? 'warning' : 'note'} ${streamId} ${rule}`,
      ),
    );
  }
  if (streams.some(({ kind }) => kind === 'DataStream2')) {
    const paused = streams
      .filter(({ kind, state }) => kind === 'DataStream2' && state === 'inactive')
      .map(({ streamId }) => streamId);
    const crowded = behaviors.filter(
      (one) =>
        isOn(one, 'DataStream2') &&
        [...new Set(idsIn(one, 'DataStream2'))].filter((id) => !paused.includes(id)).length > 3,
    );
    lines.push(...crowded.map(({ rule }) => `too-many-streams warning ${rule}`));
  }
  return lines.sort();
}

interface Met {
  readonly name: Json | undefined;
  readonly options: JsonObject;
  readonly rule: string;
  /** Names of all criteria above it. */
  readonly under: readonly Json[];
}

const listOf = (value: Json | undefined) => (Array.isArray(value) ? (value as readonly JsonObject[]) : []);

function walk(rule: JsonObject, pointer: string, above: readonly Json[]): readonly Met[] {
  const under = [...above, ...listOf(rule['criteria']).map(({ name }) => name ?? '')];
  const own = listOf(rule['behaviors']).map(({ name, options }) => ({
    name,
    options: (options ?? {}) as JsonObject,
    rule: pointer,
    under,
  }));
  const below = listOf(rule['children']).map((child, index) =>
    walk(child, `${pointer}/children/${index}`, under),
  );
  return [...own, ...below.flat()];
}

/** Which generations a behavior is for. */
function kindsOf({ options }: Met): readonly string[] {
  if (options['streamType'] === 'BEACON') return ['DataStream1'];
  if (options['streamType'] === 'LOG') return ['DataStream2'];
  if (options['streamType'] === 'BEACON_AND_LOG') return ['DataStream1', 'DataStream2'];
  const names = Object.keys(options);
  const second = names.includes('logEnabled') || names.includes('logStreamName');
  const first = names.includes('enabled') || names.includes('datastreamIds');
  return [...(first || !second ? ['DataStream1'] : []), ...(second ? ['DataStream2'] : [])];
}

function isOn(met: Met, kind: string): boolean {
  if (!kindsOf(met).includes(kind)) return false;
  return kind === 'DataStream1' ? met.options['enabled'] !== false : met.options['logEnabled'] === true;
}

function isOff(met: Met, kind: string): boolean {
  if (isOn(met, kind)) return false;
  return kindsOf(met).includes(kind) || !(isOn(met, 'DataStream1') || isOn(met, 'DataStream2'));
}

/** The IDs that are listed. None means all in DataStream 1. */
function idsIn({ options }: Met, kind: string): readonly number[] {
  const value = kind === 'DataStream1' ? options['datastreamIds'] : options['logStreamName'];
  return (JSON.stringify(value ?? '').match(/\d+/g) ?? []).map(Number);
}

function logsTo(met: Met, { kind, streamId = 0 }: ExpectedStream): boolean {
  const ids = idsIn(met, kind);
  return isOn(met, kind) && (ids.includes(streamId) || (kind === 'DataStream1' && ids.length === 0));
}

function isUndecided(stream: ExpectedStream, all: readonly Met[]): boolean {
  if (stream.kind === 'DataStream1' || isFree(stream, all)) return false;
  if (stream.integrationType === 'PM_DEPENDENT') return false;
  return !all.some((one) => one.name === 'datastream' && logsTo(one, stream));
}

function isJudged(stream: ExpectedStream, all: readonly Met[]): boolean {
  return stream.kind === 'DataStream1' || !(isFree(stream, all) || isUndecided(stream, all));
}

/** Nothing is needed for its logs. */
function isFree({ integrationType, productId }: ExpectedStream, all: readonly Met[]): boolean {
  if (integrationType === 'DS_MANAGED' || productId === 'Cloud_Wrapper') return true;
  return (
    productId === undefined &&
    all.some(({ name, options }) => name === 'cloudWrapper' && options['enabled'] !== false)
  );
}

function namingLines(stream: ExpectedStream, behaviors: readonly Met[]): readonly string[] {
  const { kind, streamId } = stream;
  if (behaviors.length === 0) return [`behavior-missing warning ${streamId}`];
  const everywhere = behaviors.some(({ under }) => under.length === 0);
  const isCovered = everywhere || behaviors.some((one) => isOn(one, kind));
  const lines: string[] = [];
  for (const one of behaviors) {
    if (logsTo(one, stream)) continue;
    if (!isOff(one, kind)) lines.push(`stream-not-named warning ${streamId} ${one.rule}`);
    else if (one.under.length === 0 || !isCovered) lines.push(`behavior-off warning ${streamId} ${one.rule}`);
  }
  const naming = behaviors.filter((one) => logsTo(one, stream));
  if (everywhere || naming.length === 0) return lines;
  const risky = naming.filter(({ under }) =>
    under.some((name) =>
      ['matchResponseCode', 'matchCpCode', 'matchVariable', 'matchAdvanced'].includes(String(name)),
    ),
  );
  const severity = risky.length > 0 ? 'warning' : 'note';
  return [...lines, `named-under-criteria-only ${severity} ${streamId} ${(risky[0] ?? naming[0])?.rule}`];
}

function shareLines(stream: ExpectedStream, behaviors: readonly Met[]): readonly string[] {
  if (stream.kind === 'DataStream1') return [];
  const severity = stream.samplingPercentage === undefined ? 'note' : 'warning';
  return behaviors
    .filter((one) => logsTo(one, stream))
    .filter(
      ({ options }) =>
        (options['samplingPercentage'] ?? stream.samplingPercentage ?? 100) !==
        (stream.samplingPercentage ?? 100),
    )
    .map(({ rule }) => `sampling-overridden ${severity} ${stream.streamId} ${rule}`);
}

const HEADERS: Readonly<Record<string, readonly [number, string][]>> = {
  DataStream1: [
    [6, 'logHost'],
    [12, 'logUserAgent'],
  ],
  DataStream2: [
    [1011, 'logHost'],
    [1017, 'logUserAgent'],
    [1023, 'logCookies'],
    [1032, 'logReferer'],
    [1082, 'logCustomLogField'],
    [1066, 'logEdgeIP'],
  ],
};

function fieldLines(
  stream: ExpectedStream,
  all: readonly Met[],
  includeTree: JsonObject | undefined,
): readonly string[] {
  const chosen = (HEADERS[stream.kind] ?? []).filter(([id]) => stream.fields.includes(id));
  const uses = all.filter(({ name }) => name === 'include');
  return chosen.flatMap(([, option]) => {
    const isSet = ({ options }: Met) =>
      option === 'logHost'
        ? options[option] !== false
        : ![undefined, false, 'OFF'].includes(options[option] as string);
    /** In the order of the tree, an include in place of its use. */
    const placesOf = (which: string, tree: JsonObject | undefined) => {
      const within = tree === undefined ? [] : walk(tree, '', []).filter(({ name }) => name === which);
      const places = all.flatMap((one) =>
        one.name === which
          ? [{ ...one, isSet: isSet(one), isOwn: true }]
          : one.name === 'include'
            ? within.map((inner) => ({
                ...one,
                under: [...one.under, ...inner.under],
                isSet: isSet(inner),
                isOwn: false,
              }))
            : [],
      );
      while (places.slice(1).some(({ under }) => under.length === 0)) places.shift();
      return places;
    };
    const names = option === 'logCustomLogField' ? ['report', 'logCustom'] : ['report'];
    const places = names.flatMap((name) => placesOf(name, includeTree));
    const isAlways = (place: (typeof places)[number]) => place.isSet && place.under.length === 0;
    const always = places.find(isAlways);
    const id = stream.streamId;
    if (always) {
      const exceptions = places.filter((place) => !place.isSet && place.under.length > 0);
      const isBorrowed =
        !always.isOwn && !names.some((name) => placesOf(name, undefined).some((place) => isAlways(place)));
      const borrowed = isBorrowed ? [`logged-by-include note ${id} ${option} ${always.rule}`] : [];
      return [...borrowed, ...exceptions.map(({ rule }) => `field-not-logged note ${id} ${option} ${rule}`)];
    }
    if (uses.length > 0 && includeTree === undefined) return [`field-not-logged note ${id} ${option}`];
    const own = all.findLast(({ name, under }) => name === 'report' && under.length === 0);
    const first = places.find(({ under }) => under.length === 0);
    const isTheirs = first && !first.isOwn && !(own === undefined && first.rule === '/rules');
    const shown = isTheirs ? first : own;
    return [`field-not-logged warning ${id} ${option}${shown === undefined ? '' : ` ${shown.rule}`}`];
  });
}
