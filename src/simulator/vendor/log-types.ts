import type { LogType } from '../../model/collection.ts';
import type { JsonObject } from '../../model/json.ts';
import type { AccountObjects } from '../state/account-state.ts';

/** A source a stream can name, as an answer tells it. */
interface Source {
  readonly id: number | string;
  /** The item of an answer: its id and its name. */
  readonly told: JsonObject;
}

/** What the vendor does with each log type: fact sheet, sections 1.1 and 3.2. The simulator's own table. */
export interface VendorLogType {
  /** The list of sources; Edge Workers have none. */
  readonly sources?: {
    readonly member: string;
    readonly idMember: string;
    readonly idType: 'integer' | 'string';
    /** Members an item of an answer has besides its id; an edit may send them back. */
    readonly toldMembers: readonly string[];
    /** What the account has. */
    readonly of: (estate: AccountObjects) => readonly Source[];
  };
  /** Application security: fields are told, a request must not choose them. */
  readonly fixedFields?: true;
  /** Logs have the JSON format, whatever the destination takes. */
  readonly jsonOnly?: true;
  /** `contractId` on every create and edit, `groupId` on create: all log types but CDN. */
  readonly needsPlace: boolean;
  readonly midgress: boolean;
  /** `productId` of answers; CDN streams take it from their properties. Words for the others are simulated. */
  readonly productId?: string;
}

/** By log type. */
export const VENDOR_LOG_TYPES: Readonly<Record<LogType, VendorLogType>> = {
  cdn: {
    sources: {
      member: 'properties',
      idMember: 'propertyId',
      idType: 'integer',
      toldMembers: ['propertyName', 'integrationType'],
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
      toldMembers: [],
      of: ({ zones }) => zones.map(({ zoneName }) => ({ id: zoneName, told: { zoneName } })),
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
      toldMembers: [],
      of: ({ gtmProperties }) =>
        gtmProperties.map(({ propertyName }) => ({ id: propertyName, told: { propertyName } })),
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
      toldMembers: ['appSecName'],
      of: ({ appSecConfigs }) =>
        appSecConfigs.map(({ id, name }) => ({ id, told: { appSecId: id, appSecName: name } })),
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
      toldMembers: ['name', 'product'],
      of: ({ answerXs }) =>
        answerXs.map(({ ssid, name }) => ({ id: ssid, told: { ssid, name, product: 'AnswerX' } })),
    },
    needsPlace: true,
    midgress: false,
    productId: 'AnswerX',
  },
};

function cdnSource(property: AccountObjects['properties'][number]): Source {
  const { propertyId, propertyName } = property;
  return { id: propertyId, told: { propertyId, propertyName } };
}
