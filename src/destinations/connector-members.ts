import type { Credential, MemberCard } from '../model/card.ts';
import { alwaysReturned } from './members.ts';

/** Members that connectors of DataStream 1 share. The documents do not say which are required: what delivery cannot do without is. */

/** Name of a connector. It tells the connectors of one stream apart, since ids stand in answers only. */
export const connectorName: MemberCard = {
  description: 'Name of the connector; each one of a stream has its own.',
  schema: { type: 'string', minLength: 1 },
  required: true,
  absence: alwaysReturned,
  examples: ['Log platform'],
};

/** Where logs are posted to, and which parts of it act as a credential. */
export function url(description: string, example: string, credential: Credential): MemberCard {
  return {
    description,
    schema: { type: 'string', pattern: '^https://' },
    required: true,
    absence: alwaysReturned,
    credential,
    examples: [example],
  };
}

/** Told by answers only, another one for each connector. */
export const connectorReadOnly: readonly string[] = ['connectorId'];

/** Pages of the product that were published with the API. */
export const connectorSource = 'DataStream 1 Configuration API v1, Data';
