import { collectionKey } from '../../model/collection.ts';
import type { ImportedStream, NotImported, TerraformReport } from '../../render/schemas/import.ts';
import type { OtherResources, TerraformState } from '../../terraform/state.ts';
import { removalOf } from './terraform-removal.ts';
import type { FoundStream } from './terraform-streams.ts';

/** Streams of the state that the account does not have, or that cannot be listed. */
export function missingStream(one: FoundStream): readonly NotImported[] {
  const { address, streamId } = one.stream;
  switch (one.tag) {
    case 'gone':
      return [{ streamId, address, message: GONE }];
    case 'not-listed':
      return [{ streamId, address, message: one.message }];
    case 'new':
    case 'managed':
    case 'unusable':
    case 'duplicate':
      return [];
    default:
      return one satisfies never;
  }
}

const GONE =
  'the account has no such stream, so Terraform would create it again; remove it from the state too';

export function unusableInstance({ address, reason }: TerraformState['unusable'][number]): NotImported {
  return { address, message: reason };
}

/** What an import reports about a state. */
export function reportOf(
  file: string,
  state: TerraformState,
  found: readonly FoundStream[],
  imported: readonly ImportedStream[],
  notRead: readonly NotImported[],
): TerraformReport {
  const { tool, version } = state;
  const streams = found.flatMap((one) => streamOf(one, imported));
  const obstacles = new Map(
    found.map((one) => [one.stream.address, obstacleTo(one, streams, notRead)] as const),
  );
  const leaving = found.map((one) => {
    const { address, resource } = one.stream;
    const obstacle = obstacles.get(one.tag === 'duplicate' ? one.of : address);
    return { address, resource, ...(obstacle === undefined ? {} : { obstacle }) };
  });
  const staying = state.unusable.flatMap(({ address, resource, reason }) =>
    resource ? [{ address, resource, obstacle: reason }] : [],
  );
  return {
    file,
    tool,
    ...(version === undefined ? {} : { version }),
    streams,
    omitted: [
      ...found.flatMap(({ stream: { address }, ...one }) =>
        one.tag === 'duplicate' ? [{ subject: address, message: `the same stream as ${one.of}` }] : [],
      ),
      ...state.others.map(otherResources),
    ],
    removed: removalOf(state, [...leaving, ...staying]),
  };
}

/** Why a stream has to stay in the state. A stream that is gone has to leave it, or Terraform creates it again. */
function obstacleTo(
  one: FoundStream,
  managed: TerraformReport['streams'],
  notRead: readonly NotImported[],
): string | undefined {
  switch (one.tag) {
    case 'new':
      if (managed.some(({ address }) => address === one.stream.address)) return undefined;
      return notRead.find(({ streamId }) => streamId === one.row.streamId)?.message ?? 'it was not imported';
    case 'unusable':
      return `its row in the list ${one.row.reason}`;
    case 'not-listed':
      return one.message;
    case 'managed':
    case 'gone':
    case 'duplicate':
      return undefined;
    default:
      return one satisfies never;
  }
}

function streamOf(one: FoundStream, imported: readonly ImportedStream[]): TerraformReport['streams'] {
  const { address, streamId, logType, markedAs } = one.stream;
  const base = { address, streamId, ...(markedAs === undefined ? {} : { markedAs }) };
  if (one.tag === 'managed') {
    return [{ ...base, name: one.manifest.name, file: one.manifest.source.file, isNew: false }];
  }
  const collection = collectionKey({ kind: 'DataStream2', logType });
  const written = imported.find((other) => other.streamId === streamId && other.collection === collection);
  return one.tag === 'new' && written
    ? [{ ...base, name: written.name, file: written.file, isNew: true }]
    : [];
}

function otherResources({ mode, type, count }: OtherResources): TerraformReport['omitted'][number] {
  const message = mode === 'data' ? 'a data source; it reads only' : 'remains managed by Terraform';
  return { subject: type, count, message };
}
