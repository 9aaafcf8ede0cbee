import type { StreamCard } from '../model/card.ts';
import { type Collection, collectionKey } from '../model/collection.ts';
import { answerx } from './answerx.ts';
import { appsec } from './appsec.ts';
import { cdn } from './cdn.ts';
import { datastream1 } from './datastream1.ts';
import { edgeworkers } from './edgeworkers.ts';
import { edns } from './edns.ts';
import { gtm } from './gtm.ts';

/** Every collection that the product knows, in the order of the documentation. */
export const STREAM_CARDS: readonly StreamCard[] = [
  cdn,
  edns,
  gtm,
  edgeworkers,
  appsec,
  answerx,
  datastream1,
];

/** Returns the card of a collection. Collections come from validated manifests, so a missing card is a bug. */
export function streamCard(collection: Collection): StreamCard {
  const { kind, logType } = collection;
  // Compares members instead of map keys: planning asks several times for each stream, and a key has to be built.
  const card = STREAM_CARDS.find(({ collection: own }) => own.kind === kind && own.logType === logType);
  if (!card) throw new Error(`bug: no card for ${collectionKey(collection)}`);
  return card;
}
