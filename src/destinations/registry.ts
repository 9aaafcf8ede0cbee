import type { StreamCard } from '../model/card.ts';
import type { DestinationCard, DestinationSet } from '../model/destination-card.ts';
import { azure } from './azure.ts';
import { connectorDatadog } from './connector-datadog.ts';
import { connectorHttps } from './connector-https.ts';
import { connectorName } from './connector-members.ts';
import { connectorS3 } from './connector-s3.ts';
import { connectorSplunk } from './connector-splunk.ts';
import { connectorSumoLogic } from './connector-sumo-logic.ts';
import { datadog } from './datadog.ts';
import { dynatrace } from './dynatrace.ts';
import { elasticsearch } from './elasticsearch.ts';
import { gcs } from './gcs.ts';
import { https } from './https.ts';
import { loggly } from './loggly.ts';
import { displayName } from './members.ts';
import { netStorage } from './netstorage.ts';
import { newRelic } from './new-relic.ts';
import { oracle } from './oracle.ts';
import { s3 } from './s3.ts';
import { s3Compatible } from './s3-compatible.ts';
import { splunk } from './splunk.ts';
import { sumoLogic } from './sumo-logic.ts';
import { trafficPeak } from './traffic-peak.ts';

/** Every destination type of DataStream 2 that the product knows, in the order of the documentation. */
export const DESTINATIONS: readonly DestinationCard[] = [
  s3,
  azure,
  gcs,
  oracle,
  s3Compatible,
  netStorage,
  https,
  splunk,
  sumoLogic,
  datadog,
  loggly,
  newRelic,
  elasticsearch,
  trafficPeak,
  dynatrace,
];

/** Every connector type of DataStream 1. */
export const CONNECTORS: readonly DestinationCard[] = [
  connectorS3,
  connectorDatadog,
  connectorSplunk,
  connectorSumoLogic,
  connectorHttps,
];

/** The two ways in which an API describes destinations. */
export const DESTINATION_SETS: readonly DestinationSet[] = [
  {
    member: 'destination',
    many: false,
    noun: 'destination',
    typeMember: 'destinationType',
    nameMember: 'displayName',
    name: displayName,
    cards: DESTINATIONS,
    probes: true,
  },
  {
    member: 'connectors',
    many: true,
    noun: 'connector',
    typeMember: 'connectorType',
    nameMember: 'connectorName',
    name: connectorName,
    cards: CONNECTORS,
    // The documents of DataStream 1 mention no access check.
    probes: false,
  },
];

/** Returns the destination set of the streams of a card. */
export function destinationSet(card: Pick<StreamCard, 'destinations'>): DestinationSet {
  const set = DESTINATION_SETS.find(({ member }) => member === card.destinations);
  if (!set) throw new Error(`no set of destinations is called ${card.destinations}`);
  return set;
}

/**
 * Returns the card of a type within a set, compared case-insensitively. Returns undefined for types that are new at
 * the vendor.
 */
export function destinationCard(set: DestinationSet, type: string): DestinationCard | undefined {
  const wanted = type.trim().toUpperCase();
  return set.cards.find((card) => card.type === wanted);
}
