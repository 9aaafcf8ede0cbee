import type { DestinationCard } from '../model/card.ts';
import { azure } from './azure.ts';
import { datadog } from './datadog.ts';
import { dynatrace } from './dynatrace.ts';
import { elasticsearch } from './elasticsearch.ts';
import { gcs } from './gcs.ts';
import { https } from './https.ts';
import { loggly } from './loggly.ts';
import { newRelic } from './new-relic.ts';
import { oracle } from './oracle.ts';
import { s3 } from './s3.ts';
import { s3Compatible } from './s3-compatible.ts';
import { splunk } from './splunk.ts';
import { sumoLogic } from './sumo-logic.ts';
import { trafficPeak } from './traffic-peak.ts';

/** Every destination type the product knows, in the order in which docs list them. */
export const DESTINATIONS: readonly DestinationCard[] = [
  s3,
  azure,
  gcs,
  oracle,
  s3Compatible,
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

const byType = new Map(DESTINATIONS.map((card) => [card.type.toUpperCase(), card]));

/** The card of a destination type, whatever case it is spelled in; none for types that are new at the vendor. */
export function destinationCard(type: string): DestinationCard | undefined {
  return byType.get(type.toUpperCase());
}
