import type { ApiCard } from '../model/card.ts';
import { KINDS, type Kind } from '../model/collection.ts';

/** The generations of the API, in the order of the documentation. */
const APIS: Readonly<Record<Kind, ApiCard>> = {
  /**
   * The vendor documents about an hour, about 90 minutes and up to 90 minutes; the Terraform provider documents up to
   * three hours. A transition is overdue only after the longest of these.
   */
  DataStream2: {
    kind: 'DataStream2',
    title: 'DataStream 2',
    transition: { least: 60, most: 90, overdue: 180 },
    delivery: 'upload-metrics',
    hasActivationHistory: true,
  },
  /**
   * The vendor documents: "Activating a data stream takes about 15 minutes". Deactivating takes the same time. A
   * transition is overdue after three times that.
   */
  DataStream1: {
    kind: 'DataStream1',
    title: 'DataStream 1',
    transition: { least: 15, most: 15, overdue: 45 },
    delivery: 'stored-logs',
    hasActivationHistory: false,
  },
};

/** The cards of all generations, in the order of `KINDS`. */
export const API_CARDS: readonly ApiCard[] = KINDS.map((kind) => APIS[kind]);

/** Returns the card of a generation. */
export function apiCard(kind: Kind): ApiCard {
  return APIS[kind];
}
