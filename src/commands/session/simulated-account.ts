import { encodeBody as encodeBody1 } from '../../api/datastream1/encode.ts';
import { encodeBody } from '../../api/datastream2/encode.ts';
import { STREAM_CARDS, streamCard } from '../../collections/registry.ts';
import { loadManifests } from '../../manifest/load.ts';
import { type KnownName, scopeOf } from '../../model/account.ts';
import type { ListCard } from '../../model/card.ts';
import { type Collection, collectionKey, type Kind } from '../../model/collection.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { isFormError } from '../../model/diagnostic.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PropertyManifest } from '../../model/property-logging.ts';
import { isReference } from '../../model/secret.ts';
import { canonicalDesired, itemId } from '../../plan/canonical/canonical.ts';
import { type NameIndex, nameIndex } from '../../plan/resolve/resolve.ts';
import { shellWord } from '../../render/text/words.ts';
import type { AccountSource, Added } from '../../simulator/seed/account-source.ts';
import type { ExistingStream } from '../../simulator/seed/existing-streams.ts';
import type { NamedObjects } from '../../simulator/seed/named-objects.ts';
import type { AccountObjects } from '../../simulator/state/account-state.ts';
import { sourcesOf } from '../../simulator/vendor/log-types.ts';
import { UsageError } from './context.ts';

/** The source of an account without manifests: the seeded account. */
export const NO_MANIFESTS: AccountSource = accountSource([]);

/**
 * What the simulator needs from the manifests of a folder. All manifests are read, even if the run is limited
 * to some of them.
 */
export async function readAccountSource(
  folder: string,
  configuration?: ActiveConfiguration,
): Promise<AccountSource> {
  const { manifests, properties } = await loadManifests({ directory: folder, configuration });
  return accountSource(manifests, properties);
}

/**
 * Does the same for a server that is started for these manifests only.
 * @throws {UsageError} if there are none, or if a file has an error; the objects that it names would be
 * missing in the account
 */
export async function readWholeAccountSource(
  folder: string,
  configuration: ActiveConfiguration | undefined,
): Promise<AccountSource> {
  const { manifests, properties, findings } = await loadManifests({ directory: folder, configuration });
  const files = [...new Set(findings.filter(isFormError).map(({ file }) => file))];
  if (files.length === 0) return accountSource(manifests, properties);
  const where =
    files.length > 1 ? `${files[0]} and ${files.length - 1} more have errors` : `${files[0]} has errors`;
  throw new UsageError(
    `No simulated account can be derived from the manifests in ${folder}: ${where}. Run ${shellCommand(folder)} to see them.`,
  );
}

function shellCommand(folder: string): string {
  return `datastream validate --streams ${shellWord(folder)}`;
}

/** The objects and streams that manifests name, in the simulator's terms. */
function accountSource(
  manifests: readonly Manifest[],
  properties: readonly PropertyManifest[] = [],
): AccountSource {
  const logging = properties.flatMap((manifest) => manifest.properties);
  // Manifests of streams come first, because they may state contract and group.
  const objects = [
    ...manifests.flatMap(objectsOf),
    ...logging.map((called) => ({ collection: CDN, called })),
  ].map((object) =>
    isProperty(object) && logging.includes(object.called) ? { ...object, hasLogging: true as const } : object,
  );
  return {
    named: { places: manifests.map(({ spec }) => scopeOf(spec)), objects },
    existing: (accountObjects) => {
      const names = nameIndex({ rows: new Map(), details: new Map(), names: namesIn(accountObjects) });
      return manifests.flatMap((manifest) => existingStream(manifest, names));
    },
  };
}

/** The notice about objects that were created for a simulated account; empty if there are none. */
export function madeUpNotice(folder: string, { groups, objects, streams }: Added, file?: string): string[] {
  if (groups + objects + streams === 0) return [];
  const parts = [
    count(groups, 'group'),
    count(objects, 'property or other source'),
    count(streams, 'stream'),
  ];
  const kept = file === undefined ? '' : ` To start over, delete ${file}.`;
  return [
    `The simulated account is made up from the manifests in ${folder}: added ${parts.filter(Boolean).join(', ')}. ` +
      `Every name in them exists there, so names and ids were not checked.${kept}`,
  ];
}

const PLURALS: Readonly<Record<string, string>> = {
  group: 'groups',
  stream: 'streams',
  'property or other source': 'properties and other sources',
};

function count(number: number, noun: string): string {
  if (number === 0) return '';
  return `${number} ${number === 1 ? noun : (PLURALS[noun] ?? noun)}`;
}

/** The sources of this collection are properties. */
const CDN = { kind: 'DataStream2', logType: 'cdn' } as const;

function isProperty({ collection }: { readonly collection: Collection }): boolean {
  return streamCard(collection).lists.some(({ rulesNameStream }) => rulesNameStream !== undefined);
}

function objectsOf({ collection, spec }: Manifest): NamedObjects['objects'] {
  const list = streamCard(collection).lists.find(({ role }) => role === 'sources');
  if (!list) return [];
  return itemsOf(list, spec).flatMap((called) =>
    typeof called === 'number' || typeof called === 'string'
      ? [{ collection, called, ...scopeOf(spec) }]
      : [],
  );
}

function itemsOf(list: ListCard, spec: JsonObject): readonly Json[] {
  const items = spec[list.member];
  return isArray(items) ? items.map((item) => itemId(list, item)) : [];
}

/** The names of all sources that the account has, as look-ups would return them. */
function namesIn(accountObjects: AccountObjects): ReadonlyMap<string, readonly KnownName[]> {
  const lists = STREAM_CARDS.flatMap(({ collection, lists }) =>
    lists.filter(({ role }) => role === 'sources').map(({ member }) => ({ collection, member })),
  );
  return new Map(
    lists.map(({ collection, member }) => [
      `${collectionKey(collection)}/${member}`,
      (sourcesOf(collection)?.of(accountObjects) ?? []).flatMap(({ id, name }) =>
        name === undefined ? [] : [{ id, name, origin: 'live' as const }],
      ),
    ]),
  );
}

const ENCODERS: Readonly<Record<Kind, typeof encodeBody>> = {
  DataStream2: encodeBody,
  DataStream1: encodeBody1,
};

function existingStream(manifest: Manifest, names: NameIndex): readonly ExistingStream[] {
  const { collection, state, streamId, streamName } = manifest;
  if (streamId === undefined || state === 'absent') return [];
  const card = streamCard(collection);
  const lists = card.lists.map((list) => [list.member, idsIn(manifest, list, names)] as const);
  const present = lists.filter(([member]) => manifest.spec[member] !== undefined);
  const withIds = { ...manifest.spec, ...Object.fromEntries(present) };
  const spec = withoutReferences(canonicalDesired(card, withIds, streamName));
  if (!isObject(spec)) return [];
  const written = { spec, carried: {} };
  const body = ENCODERS[collection.kind](card, written, 'create');
  return [{ collection, streamId, active: state === 'active', body }];
}

/** Unknown names are omitted. Planning blocks their stream and reports it. */
function idsIn({ collection, spec }: Manifest, list: ListCard, names: NameIndex): readonly Json[] {
  return itemsOf(list, spec).flatMap((item) => {
    if (typeof item !== 'string' || list.id === 'string') return [item];
    const [known] = names.find(collection, list.member, item);
    return known ? [known.id] : [];
  });
}

/** The value of every secret: the simulator only checks that one was given. */
const ANY_SECRET = 'simulated';

function withoutReferences(value: Json): Json {
  if (isReference(value)) return ANY_SECRET;
  if (isArray(value)) return value.map(withoutReferences);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutReferences(inner)]));
}
