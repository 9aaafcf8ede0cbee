import type { AccountObjects, AccountState, SimulatedProperty } from '../state/account-state.ts';
import { SEEDED_OBJECTS } from './account.ts';

/** An object of the account: its name or id in a manifest, and the contract and group of that manifest. */
interface Named {
  readonly member: 'properties' | 'zones' | 'gtmProperties' | 'appSecConfigs' | 'answerXs';
  /** A number is an id; a string is a name. */
  readonly called: number | string;
  readonly contractId?: string;
  readonly groupId?: number;
}

/** All objects of an account that manifests name, except streams. */
export interface NamedObjects {
  /** The contract and group of each manifest. A member is absent if the manifest omits it. */
  readonly places: readonly Pick<Named, 'contractId' | 'groupId'>[];
  readonly objects: readonly Named[];
}

/** Contract and group for the objects of manifests that name none, because CDN streams may omit them. */
const FALLBACK = { contractId: 'C-SIMULATED', groupId: 1 } as const;
/** The first id for objects that manifests identify by name. Ids of real accounts are shorter. */
const FIRST_ID = 900_000_001;

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
        ({ member, called }) => member === 'properties' && (called === propertyId || called === propertyName),
      ),
    )
  );
}

/** Adds every named object to an account. Objects that already exist do not change. */
export function withNamedObjects(accountState: AccountState, named: NamedObjects): AccountState {
  const fallback = fallbackOf(named);
  const place = (one: Pick<Named, 'contractId' | 'groupId'>): AccountScope => ({
    contractId: one.contractId ?? contractOf(accountState.accountObjects, one.groupId) ?? fallback.contractId,
    groupId: one.groupId ?? groupOf(accountState.accountObjects, named, one.contractId) ?? fallback.groupId,
  });
  const places = [...named.places, ...named.objects].map(place);
  const withPlaces = places.reduce(withGroup, accountState.accountObjects);
  const accountObjects = named.objects.reduce((state, one) => withObject(state, one, place(one)), withPlaces);
  return { ...accountState, accountObjects };
}

type AccountScope = Required<Pick<Named, 'contractId' | 'groupId'>>;

function fallbackOf({ places }: NamedObjects): AccountScope {
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

function withGroup(accountObjects: AccountObjects, { contractId, groupId }: AccountScope): AccountObjects {
  const known = accountObjects.groups.find((group) => group.groupId === groupId);
  if (known?.contractIds.includes(contractId)) return accountObjects;
  const group = known
    ? { ...known, contractIds: [...known.contractIds, contractId] }
    : { groupId, groupName: `Group ${groupId}`, contractIds: [contractId], childGroupIds: [] };
  return { ...accountObjects, groups: [...accountObjects.groups.filter((other) => other !== known), group] };
}

function withObject(
  accountObjects: AccountObjects,
  { member, called }: Named,
  place: AccountScope,
): AccountObjects {
  const { contractId } = place;
  const name = String(called);
  switch (member) {
    case 'properties':
      return withProperty(accountObjects, called, place);
    case 'zones':
      if (accountObjects.zones.some(({ zoneName }) => zoneName === name)) return accountObjects;
      return { ...accountObjects, zones: [...accountObjects.zones, { zoneName: name, contractId }] };
    case 'gtmProperties':
      if (accountObjects.gtmProperties.some(({ propertyName }) => propertyName === name))
        return accountObjects;
      return {
        ...accountObjects,
        gtmProperties: [...accountObjects.gtmProperties, { propertyName: name, contractId }],
      };
    case 'appSecConfigs': {
      const { appSecConfigs: list } = accountObjects;
      if (list.some((config) => config.id === called || config.name === called)) return accountObjects;
      const id = typeof called === 'number' ? called : freeId(list.map((config) => config.id));
      const made = { ...place, id, name: typeof called === 'string' ? called : `Configuration ${called}` };
      return { ...accountObjects, appSecConfigs: [...list, made] };
    }
    case 'answerXs': {
      const { answerXs: list } = accountObjects;
      if (list.some((service) => service.ssid === called || service.name === called)) return accountObjects;
      const ssid = typeof called === 'number' ? called : freeId(list.map((service) => service.ssid));
      const made = { contractId, ssid, name: typeof called === 'string' ? called : `Resolver ${called}` };
      return { ...accountObjects, answerXs: [...list, made] };
    }
    default:
      throw new Error(`no such object ${member satisfies never}`);
  }
}

function withProperty(
  accountObjects: AccountObjects,
  called: number | string,
  place: AccountScope,
): AccountObjects {
  const { properties } = accountObjects;
  const known = properties.some(
    ({ propertyId, propertyName }) => propertyId === called || propertyName === called,
  );
  if (known) return accountObjects;
  const propertyName = typeof called === 'string' ? called : `property-${called}`;
  const made: SimulatedProperty = {
    ...place,
    propertyId: typeof called === 'number' ? called : freeId(properties.map((one) => one.propertyId)),
    propertyName,
    // All properties of a stream must belong to the same product.
    productId: 'Dynamic_Site_Accelerator',
    hostnames: [`${propertyName}.edgekey.net`],
    active: true,
    integration: 'DS_MANAGED',
  };
  return { ...accountObjects, properties: [...properties, made] };
}

function freeId(taken: readonly number[]): number {
  return Math.max(FIRST_ID - 1, ...taken) + 1;
}
