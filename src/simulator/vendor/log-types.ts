import type { Collection, LogType } from '../../model/collection.ts';
import {
  ANSWERX_SERVICES,
  GTM_PROPERTIES,
  PROPERTIES,
  SECURITY_CONFIGURATIONS,
  type VendorSources,
  ZONES,
} from './sources.ts';

/**
 * What the vendor does with each log type (requests of official clients). This table is separate from the cards.
 */
export interface VendorLogType {
  /** The list of sources. EdgeWorkers streams have none. */
  readonly sources?: VendorSources;
  /**
   * Field ids that the vendor's own tests use against the live API and that the cards may lack. Their names are
   * simulated, because the available documents do not contain them.
   */
  readonly testedFields: readonly number[];
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

/** The table, by log type. It is the only one: a new log type is one entry. */
export const VENDOR_LOG_TYPES: Readonly<Record<LogType, VendorLogType>> = {
  cdn: { sources: PROPERTIES, testedFields: [], needsPlace: false, midgress: true },
  edns: {
    sources: ZONES,
    testedFields: [4002, 4003, 4010, 4011, 4013],
    needsPlace: true,
    midgress: false,
    productId: 'Edge_DNS',
  },
  gtm: {
    sources: GTM_PROPERTIES,
    testedFields: [5002, 5003, 5010, 5011, 5013],
    needsPlace: true,
    midgress: false,
    productId: 'Global_Traffic_Management',
  },
  edgeworkers: {
    testedFields: [6000, 6001, 6002, 6003, 6008],
    needsPlace: true,
    midgress: false,
    productId: 'EdgeWorkers',
  },
  appsec: {
    sources: SECURITY_CONFIGURATIONS,
    testedFields: [8000, 8001],
    fixedFields: true,
    jsonOnly: true,
    needsPlace: true,
    midgress: false,
    productId: 'Application_Security',
  },
  answerx: {
    sources: ANSWERX_SERVICES,
    testedFields: [9019, 9020],
    needsPlace: true,
    midgress: false,
    productId: 'AnswerX',
  },
};

/** Returns the sources of a collection. DataStream 1 has the same properties as CDN streams. */
export function sourcesOf({ logType }: Collection): VendorSources | undefined {
  return logType === undefined ? PROPERTIES : VENDOR_LOG_TYPES[logType].sources;
}
