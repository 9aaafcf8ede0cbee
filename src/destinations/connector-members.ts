import type { Credential, MemberCard } from '../model/member-card.ts';
import { alwaysReturned } from './members.ts';

/**
 * Members that connectors of DataStream 1 share. The documents do not say which members are required, so the members
 * that delivery needs are required here.
 */

/** Name of a connector. It identifies the connectors of one stream, because only responses contain ids. */
export const connectorName: MemberCard = {
  description: 'Name of the connector; each one of a stream has its own.',
  schema: { type: 'string', minLength: 1 },
  required: true,
  absence: alwaysReturned,
  examples: ['Log platform'],
};

/** Creates the member for the URL that logs are posted to, with the parts of it that act as a credential. */
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

/** Only in responses, with a different value for each connector. */
export const connectorReadOnly: readonly string[] = ['connectorId'];

/** Documentation pages that were published with the API. */
export const connectorSource = 'DataStream 1 Configuration API v1, Data';
