import type { Collection } from '../../model/collection.ts';
import type { AccountObjects, AccountState } from '../state/account-state.ts';
import { sourcesOf } from '../vendor/log-types.ts';
import type { ObjectScope } from '../vendor/sources.ts';
import { SEEDED_OBJECTS } from './account.ts';

/** An object of the account: its name or id in a manifest, and the contract and group of that manifest. */
interface Named {
  /** The collection whose sources it is one of. */
  readonly collection: Collection;
  /** A number is an id; a string is a name. */
  readonly called: number | string;
  readonly contractId?: string;
  readonly groupId?: number;
  /** A manifest describes what the property logs, so DataStream does not manage the property. */
  readonly hasLogging?: true;
}

/** All objects of an account that manifests name, except streams. */
export interface NamedObjects {
  /** The contract and group of each manifest. A member is absent if the manifest omits it. */
  readonly places: readonly Pick<Named, 'contractId' | 'groupId'>[];
  readonly objects: readonly Named[];
}

/** Contract and group for the objects of manifests that name none, because CDN streams may omit them. */
const FALLBACK = { contractId: 'C-SIMULATED', groupId: 1 } as const;

/** True if the manifests name an object of the seeded account. */
export function namesSeededAccount({ places, objects }: NamedObjects): boolean {
  const { groups, properties } = SEEDED_OBJECTS;
  const seeded = groups.some(({ groupId, contractIds }) =>
    places.some((place) => place.groupId === groupId || contractIds.includes(place.contractId ?? '')),
  );
  return (
    seeded ||
    properties.some(({ propertyId, propertyName }) =>
      objects.some(
        ({ collection, called }) =>
          sourcesOf(collection)?.areProperties && (called === propertyId || called === propertyName),
      ),
    )
  );
}

/** Adds every named object to an account. Objects that already exist do not change. */
export function withNamedObjects(accountState: AccountState, named: NamedObjects): AccountState {
  const fallback = fallbackOf(named);
  const place = (one: Pick<Named, 'contractId' | 'groupId'>): ObjectScope => ({
    contractId: one.contractId ?? contractOf(accountState.accountObjects, one.groupId) ?? fallback.contractId,
    groupId: one.groupId ?? groupOf(accountState.accountObjects, named, one.contractId) ?? fallback.groupId,
  });
  const places = [...named.places, ...named.objects].map(place);
  const withPlaces = places.reduce(withGroup, accountState.accountObjects);
  const accountObjects = named.objects.reduce((state, one) => withObject(state, one, place(one)), withPlaces);
  return { ...accountState, accountObjects };
}

function fallbackOf({ places }: NamedObjects): ObjectScope {
  const complete = places.find(
    ({ contractId, groupId }) => contractId !== undefined && groupId !== undefined,
  );
  return { ...FALLBACK, ...complete };
}

function contractOf({ groups }: AccountObjects, groupId: number | undefined): string | undefined {
  return groups.find((group) => group.groupId === groupId)?.contractIds[0];
}

function groupOf({ groups }: AccountObjects, { places }: NamedObjects, contractId: string | undefined) {
  if (contractId === undefined) return undefined;
  const other = places.find((place) => place.contractId === contractId && place.groupId !== undefined);
  return other?.groupId ?? groups.find(({ contractIds }) => contractIds.includes(contractId))?.groupId;
}

function withGroup(accountObjects: AccountObjects, { contractId, groupId }: ObjectScope): AccountObjects {
  const known = accountObjects.groups.find((group) => group.groupId === groupId);
  if (known?.contractIds.includes(contractId)) return accountObjects;
  const group = known
    ? { ...known, contractIds: [...known.contractIds, contractId] }
    : { groupId, groupName: `Group ${groupId}`, contractIds: [contractId], childGroupIds: [] };
  return { ...accountObjects, groups: [...accountObjects.groups.filter((other) => other !== known), group] };
}

/** Objects that exist under the same id or name do not change. */
function withObject(
  accountObjects: AccountObjects,
  { collection, called, hasLogging }: Named,
  scope: ObjectScope,
): AccountObjects {
  const sources = sourcesOf(collection);
  if (!sources) return accountObjects;
  const isKnown = sources
    .of(accountObjects)
    .some(({ id, name }) => id === called || name === called || id === String(called));
  if (isKnown) return accountObjects;
  const added = sources.add(accountObjects, called, scope);
  if (!hasLogging) return added;
  const properties = added.properties.map((one) =>
    one.propertyId === called || one.propertyName === called
      ? { ...one, integration: 'PM_DEPENDENT' as const }
      : one,
  );
  return { ...added, properties };
}
