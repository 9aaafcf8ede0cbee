import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AccountObjects } from '../state/account-state.ts';

/** A source that a stream can name, as a response contains it. */
interface Source {
  readonly id: number | string;
  /** The item in a response: the id, and the name if there is one. */
  readonly returned: JsonObject;
}

/**
 * What the vendor does with each log type (fact sheet, sections 1.1 and 3.2). This table is separate from the cards.
 */
export interface VendorLogType {
  /** The list of sources. EdgeWorkers streams have none. */
  readonly sources?: {
    readonly member: string;
    readonly idMember: string;
    readonly idType: 'integer' | 'string';
    /** Members of an item in a response in addition to its id. An edit may send them back. */
    readonly returnedMembers: readonly string[];
    /** Returns the sources of this log type that the account has. */
    readonly of: (accountObjects: AccountObjects) => readonly Source[];
  };
  /** Application security: responses contain the fields, but a request must not choose them. */
  readonly fixedFields?: true;
  /** Logs are always in JSON format, for every destination type. */
  readonly jsonOnly?: true;
  /**
   * True if every create and edit must contain `contractId`, and every create must contain `groupId`. This applies to
   * all log types except CDN.
   */
  readonly needsPlace: boolean;
  readonly midgress: boolean;
  /**
   * The `productId` in responses. For CDN streams, it is that of their properties. The values for the other log types
   * are simulated.
   */
  readonly productId?: string;
}

/** The table, by log type. */
export const VENDOR_LOG_TYPES: Readonly<Record<LogType, VendorLogType>> = {
  cdn: {
    sources: {
      member: 'properties',
      idMember: 'propertyId',
      idType: 'integer',
      returnedMembers: ['propertyName', 'integrationType'],
      of: ({ properties }) => properties.map(cdnSource),
    },
    needsPlace: false,
    midgress: true,
  },
  edns: {
    sources: {
      member: 'zones',
      idMember: 'zoneName',
      idType: 'string',
      returnedMembers: [],
      of: ({ zones }) => zones.map(({ zoneName }) => ({ id: zoneName, returned: { zoneName } })),
    },
    needsPlace: true,
    midgress: false,
    productId: 'Edge_DNS',
  },
  gtm: {
    sources: {
      member: 'properties',
      idMember: 'propertyName',
      idType: 'string',
      returnedMembers: [],
      of: ({ gtmProperties }) =>
        gtmProperties.map(({ propertyName }) => ({ id: propertyName, returned: { propertyName } })),
    },
    needsPlace: true,
    midgress: false,
    productId: 'Global_Traffic_Management',
  },
  edgeworkers: { needsPlace: true, midgress: false, productId: 'EdgeWorkers' },
  appsec: {
    sources: {
      member: 'appSecConfigs',
      idMember: 'appSecId',
      idType: 'integer',
      returnedMembers: ['appSecName'],
      of: ({ appSecConfigs }) =>
        appSecConfigs.map(({ id, name }) => ({ id, returned: { appSecId: id, appSecName: name } })),
    },
    fixedFields: true,
    jsonOnly: true,
    needsPlace: true,
    midgress: false,
    productId: 'Application_Security',
  },
  answerx: {
    sources: {
      member: 'serviceSubletterIds',
      idMember: 'ssid',
      idType: 'integer',
      returnedMembers: ['name', 'product'],
      of: ({ answerXs }) =>
        answerXs.map(({ ssid, name }) => ({ id: ssid, returned: { ssid, name, product: 'AnswerX' } })),
    },
    needsPlace: true,
    midgress: false,
    productId: 'AnswerX',
  },
};

function cdnSource(property: AccountObjects['properties'][number]): Source {
  const { propertyId, propertyName } = property;
  return { id: propertyId, returned: { propertyId, propertyName } };
}
