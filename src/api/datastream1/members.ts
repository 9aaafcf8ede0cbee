import { destinationSet } from '../../destinations/registry.ts';
import type { StreamCard } from '../../model/card.ts';
import type { MembersOf } from '../http/problem-details.ts';
import type { StreamBody } from '../streams/client.ts';
import { connectorNames } from './encode.ts';

/**
 * Members that a refusal is about, as the manifest calls them. The API counts connectors in the order of the request,
 * which is none of the manifest's, and has no member for what an error is about: its sentences say it. They are read
 * for connectors only, which are written like nothing else.
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
