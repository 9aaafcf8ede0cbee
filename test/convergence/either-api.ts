import type { Collection } from '../../src/model/collection.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type AccountState, latest, type StreamHistory } from '../../src/simulator/state/account-state.ts';
import { bodyOf, type Content, meaningOf, secretsIn, specOf } from './content.ts';
import { bodyOf1, type Content1, meaningOf1, specOf1, unseenIn } from './content1.ts';

/** Contents and streams of either API, for tests that apply to both. */

export type AnyContent = Content | Content1;

export function isFirst(content: AnyContent): content is Content1 {
  return 'kind' in content;
}

export function collectionOf(content: AnyContent): Collection {
  return isFirst(content) ? { kind: 'DataStream1' } : { kind: 'DataStream2', logType: content.logType };
}

/** The body of a create, secrets in plain text. */
function anyBody(content: AnyContent, name: string): JsonObject {
  return isFirst(content) ? bodyOf1(content, name) : bodyOf(content, name);
}

/** The API members of a manifest. */
export function anySpec(content: AnyContent, byName: boolean): JsonObject {
  return isFirst(content) ? specOf1(content, byName) : specOf(content, byName);
}

/** The same content with its lists reversed where order has no effect. */
export function reversed(content: AnyContent): AnyContent {
  const sources = content.sources.toReversed();
  const fields = content.fields.toReversed();
  if (isFirst(content)) return { ...content, sources, fields, connectors: content.connectors.toReversed() };
  return {
    ...content,
    sources,
    fields: content.structured ? content.fields : fields,
    ...(content.emails ? { emails: content.emails.toReversed() } : {}),
  };
}

/** A stream of the account with its collection. */
export interface Lived {
  readonly collection: Collection;
  readonly stream: StreamHistory;
}

/** All streams of an account, in its order. */
export function streamsIn({ streams, datastream1 }: AccountState): readonly Lived[] {
  return [
    ...streams.map((stream) => ({
      collection: { kind: 'DataStream2' as const, logType: stream.logType },
      stream,
    })),
    ...datastream1.streams.map((stream) => ({ collection: { kind: 'DataStream1' as const }, stream })),
  ];
}

/** Collections in paths: `/log/cdn/streams`, `/datastream1/streams`. */
export function placeOf({ logType }: Collection): string {
  return logType ?? 'datastream1';
}

/** A stream of the account by collection and id. */
export function streamIn(
  accountState: AccountState,
  place: string,
  streamId: number | undefined,
): Lived | undefined {
  return streamsIn(accountState).find(
    (lived) => placeOf(lived.collection) === place && lived.stream.streamId === streamId,
  );
}

export function nameOf({ stream }: Lived): string {
  return String(latest(stream).content['streamName']);
}

/** The meaning of a stream. `wish`: limited to what a manifest with this content describes. */
export function liveMeaning(
  { collection, stream }: Lived,
  skipped: readonly string[] = [],
  desired?: AnyContent,
): JsonObject {
  const { content, given } = latest(stream);
  if (collection.kind === 'DataStream1') {
    return meaningOf1(content, desired && isFirst(desired) ? unseenIn(bodyOf1(desired, '')) : [], skipped);
  }
  const { pace: _, ...delivery } = content['deliveryConfiguration'] as Record<string, Json>;
  return meaningOf({ ...content, deliveryConfiguration: delivery }, given, skipped);
}

/** The desired meaning of a manifest with this content. */
export function desiredMeaning(
  content: AnyContent,
  name: string,
  skipped: readonly string[] = [],
): JsonObject {
  const body = anyBody(content, name);
  return isFirst(content)
    ? meaningOf1(body, unseenIn(body), skipped)
    : meaningOf(body, secretsIn(body), skipped);
}

/** JSON text in which the order of members has no effect. */
export function sorted(value: Json): string {
  return JSON.stringify(value, (_, part: Json) =>
    isObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
