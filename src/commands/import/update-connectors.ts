import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import type { Edit } from '../../manifest/edit/edit.ts';
import type { EditedItem } from '../../manifest/edit/splices.ts';
import type { StreamCard } from '../../model/card.ts';
import type { Change } from '../../model/change.ts';
import type { DestinationSet } from '../../model/destination-card.ts';
import {
  canonicalJson,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  pointerSteps,
} from '../../model/json.ts';
import { isReference } from '../../model/secret.ts';

/** Edits of a list of connectors, and the names of the connectors that they replace as a whole. */
interface ConnectorEdits {
  readonly edits: readonly Edit[];
  readonly covered: ReadonlySet<string>;
}

const NONE: ConnectorEdits = { edits: [], covered: new Set() };

/**
 * The edits for connectors that only the live stream or only the manifest has, or that have another type. A
 * connector that differs only in its name is renamed in its place, so that it keeps its references. The other
 * connectors are not changed.
 * @param written `spec` as it is in the file
 * @param exported the live stream as `import` writes it
 */
export function connectorEdits(card: StreamCard, written: JsonObject, exported: JsonObject): ConnectorEdits {
  const set = destinationSet(card);
  if (!set.many) return NONE;
  const [old, live] = [blocksIn(written[set.member]), blocksIn(exported[set.member])];
  const identity = (connector: JsonObject) =>
    canonicalJson([connector[set.nameMember] ?? null, typeIn(set, connector)]);
  const [before, now] = [new Set(old.map(identity)), new Set(live.map(identity))];
  const gone = old.filter((connector) => !now.has(identity(connector)));
  const come = live.filter((connector) => !before.has(identity(connector)));
  if (gone.length + come.length === 0) return NONE;
  const renamed = renames(set, gone, come);
  const isRenamed = new Set(renamed.flatMap(({ from, to }) => [from, to]));
  const items = [
    ...old.flatMap((one, kept) => (gone.includes(one) && !isRenamed.has(one) ? [] : [{ kept }])),
    ...come.filter((one) => !isRenamed.has(one)).map((value) => ({ value })),
  ];
  return {
    edits: [
      ...renamed.map(({ from, to }): Edit => {
        const path = ['spec', set.member, old.indexOf(from), set.nameMember];
        return { tag: 'set', path, value: to[set.nameMember] ?? null };
      }),
      ...listEdits(set, old, items),
    ],
    covered: new Set([...gone, ...come].map((connector) => String(connector[set.nameMember]))),
  };
}

/** Whether a change concerns a connector that is edited as a whole. */
export function isCovered(card: StreamCard, { covered }: ConnectorEdits, { path }: Change): boolean {
  const [member, name] = pointerSteps(path);
  return member === destinationSet(card).member && name !== undefined && covered.has(name);
}

function listEdits(set: DestinationSet, old: readonly Json[], items: readonly EditedItem[]): readonly Edit[] {
  const isSame = items.length === old.length && items.every((item) => 'kept' in item);
  if (isSame) return [];
  const path = ['spec', set.member];
  // A block list without items would be null.
  return items.length === 0 ? [{ tag: 'set', path, value: [] }] : [{ tag: 'list', path, items }];
}

/**
 * Pairs of connectors of one type that differ only in their name. If a connector has two candidates, it has
 * no pair.
 */
function renames(set: DestinationSet, gone: readonly JsonObject[], come: readonly JsonObject[]) {
  const isPair = (from: JsonObject, to: JsonObject) =>
    hasVisibleAddress(set, from) && comparable(set, from) === comparable(set, to);
  return gone.flatMap((from) => {
    const candidates = come.filter((to) => isPair(from, to));
    const [to] = candidates;
    const rivals = gone.filter((other) => to !== undefined && isPair(other, to));
    return to && candidates.length === 1 && rivals.length === 1 ? [{ from, to }] : [];
  });
}

/**
 * Whether the address of a connector is written as literals. An address behind a reference may have any
 * value, so without its name such a connector cannot be identified.
 */
function hasVisibleAddress(set: DestinationSet, connector: JsonObject): boolean {
  const address = destinationCard(set, typeIn(set, connector))?.address;
  return address?.every((member) => typeof connector[member] === 'string') ?? false;
}

/**
 * The content of a connector without its name. The values of references are not known, so all references
 * count as equal.
 */
function comparable(set: DestinationSet, connector: JsonObject): string {
  const { [set.nameMember]: _, ...others } = connector;
  const entries = Object.entries(others).map(([member, value]): [string, Json] => [
    member,
    isReference(value) ? true : value,
  ]);
  return canonicalJson(Object.fromEntries(entries));
}

/** The type as its card spells it. */
function typeIn(set: DestinationSet, connector: JsonObject): string {
  const type = String(connector[set.typeMember]);
  return destinationCard(set, type)?.type ?? type;
}

function blocksIn(value: Json | undefined): readonly JsonObject[] {
  return isArray(value) ? value.filter(isObject) : [];
}
