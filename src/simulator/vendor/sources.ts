import type { JsonObject } from '../../model/json.ts';
import type { AccountObjects } from '../state/account-state.ts';
import { isActive, type SimulatedProperty } from '../state/property.ts';
import { firstVersion, ruleTree } from './rule-trees.ts';

/** A source that a stream can name, as a response contains it. */
interface Source {
  readonly id: number | string;
  /** Absent if the id is the name. */
  readonly name?: string;
  /** The item in a response. */
  readonly returned: JsonObject;
}

/** The group and the contract that an object of the account belongs to. */
export interface ObjectScope {
  readonly groupId: number;
  readonly contractId: string;
}

/** One kind of objects that streams can log, and how the API names them. */
export interface VendorSources {
  /** The list in a stream. */
  readonly member: string;
  readonly idMember: string;
  readonly idType: 'integer' | 'string';
  /** Members of an item in a response in addition to its id. An edit may send them back. */
  readonly returnedMembers: readonly string[];
  /** A create may send these members too. */
  readonly createAcceptsReturned?: true;
  /** Properties of Property Manager: their product, their activation and the number of their streams are checked. */
  readonly areProperties?: true;
  /** Returns the sources that the account has. */
  readonly of: (accountObjects: AccountObjects) => readonly Source[];
  /** The list of the sources of a group or a contract. */
  readonly catalog: {
    readonly pattern: string;
    /** Entries of the scope that the path names. A member that the path does not name is NaN or empty. */
    readonly entries: (accountObjects: AccountObjects, scope: ObjectScope) => readonly JsonObject[];
    /** The response is the list itself. */
    readonly isBare?: true;
    readonly isPaged?: true;
  };
  /**
   * Adds an object that a manifest names.
   * @param called A number is an id; a string is a name.
   */
  readonly add: (
    accountObjects: AccountObjects,
    called: number | string,
    scope: ObjectScope,
  ) => AccountObjects;
}

/** Properties, as CDN streams and streams of DataStream 1 name them. */
export const PROPERTIES: VendorSources = {
  member: 'properties',
  idMember: 'propertyId',
  idType: 'integer',
  returnedMembers: ['propertyName', 'integrationType'],
  areProperties: true,
  of: ({ properties }) =>
    properties.map(({ propertyId, propertyName }) => ({
      id: propertyId,
      name: propertyName,
      returned: { propertyId, propertyName },
    })),
  catalog: {
    pattern: '/groups/{groupId}/properties',
    // Active properties only, whether or not DataStream manages them.
    entries: ({ properties }, { groupId }) =>
      properties
        .filter((property) => property.groupId === groupId && isActive(property))
        .map(({ propertyId, propertyName, productId, contractId, hostnames }) => ({
          propertyId,
          propertyName,
          productId,
          productName: productId.replaceAll('_', ' '),
          contractId,
          hostnames,
        })),
  },
  add: (accountObjects, called, scope) => ({
    ...accountObjects,
    properties: [...accountObjects.properties, propertyNamed(accountObjects, called, scope)],
  }),
};

export const ZONES: VendorSources = {
  member: 'zones',
  idMember: 'zoneName',
  idType: 'string',
  returnedMembers: [],
  of: ({ zones }) => zones.map(({ zoneName }) => ({ id: zoneName, returned: { zoneName } })),
  catalog: {
    pattern: '/contracts/{contractId}/zones',
    entries: ({ zones }, { contractId }) =>
      zones.filter((zone) => zone.contractId === contractId).map(({ zoneName }) => ({ zoneName })),
  },
  add: (accountObjects, called, { contractId }) => ({
    ...accountObjects,
    zones: [...accountObjects.zones, { zoneName: String(called), contractId }],
  }),
};

export const GTM_PROPERTIES: VendorSources = {
  member: 'properties',
  idMember: 'propertyName',
  idType: 'string',
  returnedMembers: [],
  of: ({ gtmProperties }) =>
    gtmProperties.map(({ propertyName }) => ({ id: propertyName, returned: { propertyName } })),
  catalog: {
    pattern: '/contracts/{contractId}/properties',
    entries: ({ gtmProperties }, { contractId }) =>
      gtmProperties
        .filter((property) => property.contractId === contractId)
        .map(({ propertyName }) => ({ propertyName })),
  },
  add: (accountObjects, called, { contractId }) => ({
    ...accountObjects,
    gtmProperties: [...accountObjects.gtmProperties, { propertyName: String(called), contractId }],
  }),
};

export const SECURITY_CONFIGURATIONS: VendorSources = {
  member: 'appSecConfigs',
  idMember: 'appSecId',
  idType: 'integer',
  returnedMembers: ['appSecName'],
  // The vendor's own tests send the names of security configurations on create, and whole responses on edit.
  createAcceptsReturned: true,
  of: ({ appSecConfigs }) =>
    appSecConfigs.map(({ id, name }) => ({ id, name, returned: { appSecId: id, appSecName: name } })),
  catalog: {
    pattern: '/groups/{groupId}/contracts/{contractId}/configs',
    entries: ({ appSecConfigs }, { groupId, contractId }) =>
      appSecConfigs
        .filter((config) => config.groupId === groupId && config.contractId === contractId)
        .map(({ id, name }) => ({
          id,
          name,
          fileType: 'RBAC',
          latestVersion: 1,
          productionVersion: 1,
          targetProduct: 'KSD',
        })),
    isBare: true,
  },
  add: (accountObjects, called, scope) => {
    const { appSecConfigs: list } = accountObjects;
    const id = typeof called === 'number' ? called : freeId(list.map((config) => config.id));
    const name = typeof called === 'string' ? called : `Configuration ${called}`;
    return { ...accountObjects, appSecConfigs: [...list, { ...scope, id, name }] };
  },
};

export const ANSWERX_SERVICES: VendorSources = {
  member: 'serviceSubletterIds',
  idMember: 'ssid',
  idType: 'integer',
  returnedMembers: ['name', 'product'],
  of: ({ answerXs }) =>
    answerXs.map((service) => ({ id: service.ssid, name: service.name, returned: answerXEntry(service) })),
  catalog: {
    pattern: '/contracts/{contractId}/answerxSSIDs',
    entries: ({ answerXs }, { contractId }) =>
      answerXs.filter((service) => service.contractId === contractId).map(answerXEntry),
    isPaged: true,
  },
  add: (accountObjects, called, { contractId }) => {
    const { answerXs: list } = accountObjects;
    const ssid = typeof called === 'number' ? called : freeId(list.map((service) => service.ssid));
    const name = typeof called === 'string' ? called : `Resolver ${called}`;
    return { ...accountObjects, answerXs: [...list, { contractId, ssid, name }] };
  },
};

function answerXEntry({ ssid, name }: AccountObjects['answerXs'][number]): JsonObject {
  return { ssid, name, product: 'AnswerX' };
}

function propertyNamed(
  { properties }: AccountObjects,
  called: number | string,
  scope: ObjectScope,
): SimulatedProperty {
  const propertyName = typeof called === 'string' ? called : `property-${called}`;
  return {
    ...scope,
    propertyId: typeof called === 'number' ? called : freeId(properties.map((one) => one.propertyId)),
    propertyName,
    // All properties of a stream must belong to the same product.
    productId: 'Dynamic_Site_Accelerator',
    hostnames: [`${propertyName}.edgekey.net`],
    ...firstVersion(ruleTree(propertyName)),
    integration: 'DS_MANAGED',
  };
}

/** The first id for objects that manifests identify by name. Ids of real accounts are shorter. */
const FIRST_ID = 900_000_001;

function freeId(taken: readonly number[]): number {
  return Math.max(FIRST_ID - 1, ...taken) + 1;
}
