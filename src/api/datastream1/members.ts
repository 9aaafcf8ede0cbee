import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { StreamBody } from '../streams/client.ts';
import type { MembersOf } from '../transport/problem-details.ts';
import { connectorNames } from './encode.ts';

/**
 * Returns a function that finds the members that an error is about, with the names of the manifest. The API numbers
 * connectors in the order of the request, which differs from the order of the manifest. Its errors name the
 * affected member only in their sentences. The sentences are searched for connectors only, because only connectors
 * have an unmistakable form: `connectors[0].url`.
 */
export function membersOfBody(card: StreamCard, body: StreamBody): MembersOf {
  const { member } = destinationSet(card);
  const names = connectorNames(card, body);
  const counted = new RegExp(`\\b${member}\\[(\\d{1,4})\\]((?:\\.\\w+)*)`, 'g');
  const named = (text: string) =>
    text.replace(counted, (whole, index: string, rest: string) => {
      const name = names[Number(index)];
      return name === undefined ? whole : `${member}.${name}${rest}`;
    });
  return ({ members, details }) => {
    const mentioned = details.flatMap((detail) => detail.match(counted) ?? []);
    return [...new Set([...members, ...mentioned].map(named))];
  };
}
