import { ApiError } from '../../api/errors/errors.ts';
import type { Versions } from '../../apply/observe/read-versions.ts';
import { apiCard } from '../../collections/apis.ts';
import { collectionOf } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { HistoryReport, HistoryVersion } from '../../model/history.ts';
import type { Activation, StreamDetail } from '../../model/observed.ts';
import type { Warning } from '../../model/plan.ts';
import { versionChanges } from '../../plan/diff/version-changes.ts';
import { renderHistory } from '../../render/history/history.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { HistoryOptions } from '../session/inspection-options.ts';
import { readOrFailure } from '../session/optional-read.ts';
import { findStream, namesIn, readVersions, type VersionedStream } from '../session/versioned-stream.ts';
import type { FindOrigins, Origins } from './find-origins.ts';

/**
 * Shows the versions of a stream: who created them, what changed in each, when they were active, and which commit and
 * run created them.
 */
export async function history(
  context: Context,
  options: HistoryOptions,
  findOrigins: FindOrigins,
): Promise<Result> {
  const found = await findStream(context, options, 'history');
  if (found.tag === 'rejected') return found.result;
  const { row, connection, own } = found.stream;
  const { collection, streamId } = row;
  const newest = Math.min(row.version, (options.before ?? row.version + 1) - 1);
  if (newest < 1) throw new UsageError('There is no version before 1.');
  const shown = descending(newest, options.limit);
  // The oldest one that is shown is compared with one that is not.
  const versions = await readVersions(context, found.stream, descending(newest, options.limit + 1));
  const { activations, warnings } = await readActivations(found.stream);
  const origins = await findOrigins({ ...collection, streamId, target: connection.target }, shown);
  const items = versionsOf(found.stream, versions, shown, { activations, origins });
  const oldest = shown.at(-1) ?? 1;
  const report: HistoryReport = {
    formatVersion: 1,
    target: connection.target,
    requests: connection.requests(),
    name: own?.manifest.name ?? options.name,
    ...collectionOf(collection),
    streamId,
    ...(own ? { manifest: own.manifest.source.file } : {}),
    streamName: row.name,
    latest: row.version,
    status: row.status,
    versions: items,
    ...(oldest > 1 ? { before: oldest } : {}),
    warnings: [...warnings, ...originWarnings(origins)],
  };
  const isIncomplete = items.some(({ problem }) => problem !== undefined) || activations === undefined;
  return { output: renderHistory(report, options), exitCode: isIncomplete ? 1 : 0 };
}

function descending(newest: number, count: number): readonly number[] {
  return Array.from({ length: Math.min(count, newest) }, (_, index) => newest - index);
}

/** Reads when versions were active. `activations` is absent if that is not known although the API offers it. */
async function readActivations({ connection, row: { collection, streamId } }: VersionedStream): Promise<{
  readonly activations?: readonly Activation[];
  readonly warnings: readonly Warning[];
}> {
  if (!apiCard(collection.kind).hasActivationHistory) {
    const message = `The ${apiCard(collection.kind).title} API has no activation history, so it is not known when versions were active.`;
    return { activations: [], warnings: [{ code: 'no-activation-history', message }] };
  }
  const read = await readOrFailure(() => connection.reader.activationHistory(collection, streamId));
  if (!(read instanceof ApiError)) return { activations: read, warnings: [] };
  const message = `It is not known when versions were active. ${read.message}`;
  return { warnings: [{ code: 'activations-not-read', message }] };
}

function originWarnings(origins: Origins): readonly Warning[] {
  return origins.tag === 'read' ? [] : [{ code: 'records-not-read', message: origins.why }];
}

interface Circumstances {
  readonly activations: readonly Activation[] | undefined;
  readonly origins: Origins;
}

/** Versions that the API does not return are omitted. */
function versionsOf(
  stream: VersionedStream,
  versions: Versions,
  shown: readonly number[],
  { activations = [], origins }: Circumstances,
): readonly HistoryVersion[] {
  const read = [...versions.values()].filter((version) => typeof version !== 'string');
  const names = namesIn(stream, read);
  return shown.flatMap((number): readonly HistoryVersion[] => {
    const version = versions.get(number);
    if (version === undefined) return [];
    const common = {
      version: number,
      activations: activations
        .filter((one) => one.version === number)
        .map(({ status, modifiedDate, modifiedBy }) => ({
          status,
          modifiedDate,
          ...(modifiedBy === '' ? {} : { modifiedBy }),
        }))
        .sort((a, b) => Date.parse(a.modifiedDate) - Date.parse(b.modifiedDate)),
      ...defined({ origin: origins.tag === 'read' ? origins.origins.get(number) : undefined }),
    };
    if (typeof version === 'string') return [{ ...common, problem: version }];
    const before = closestOlder(versions, number);
    return [
      {
        ...common,
        ...whoAndWhen(version),
        ...(version.name === stream.row.name ? {} : { streamName: version.name }),
        ...(before === undefined ? {} : { comparedWith: before.number }),
        ...(typeof before?.detail === 'object'
          ? { changes: versionChanges(before.detail, version, names) }
          : {}),
      },
    ];
  });
}

function closestOlder(versions: Versions, number: number) {
  const older = Math.max(...[...versions.keys()].filter((one) => one < number));
  return Number.isFinite(older) ? { number: older, detail: versions.get(older) } : undefined;
}

function whoAndWhen({ modifiedBy, modifiedDate }: StreamDetail) {
  return defined({ modifiedBy, modifiedDate });
}
