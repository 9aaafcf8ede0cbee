import { DELIVERY, type StreamCard } from '../../model/card.ts';
import { LOG_TYPES, type LogType } from '../../model/collection.ts';
import type { MemberCard, MemberCards } from '../../model/member-card.ts';
import { ZONED_TIME } from './zoned-time.ts';

/** Maximum length of a stream's name, in characters. Source: v2 OpenAPI, `SaveStreamRequest.yaml`. */
export const LONGEST_NAME = 1_000;

/** Selects one of the cards of a kind. */
const LOG_TYPE: MemberCard = {
  description: 'What the stream logs. Default: cdn.',
  schema: { enum: LOG_TYPES },
};

/** Requests that secrets are sent again. The value is a time, not a flag, so that a satisfied request stays satisfied. */
export const ROTATE_SECRETS_AFTER = 'rotateSecretsAfter';

/** Members of `spec` that this product defines, for every kind. */
const EVERYWHERE: MemberCards = {
  state: {
    description: 'active: logs flow; inactive: the stream is kept without logs; absent: it is deleted.',
    schema: { enum: ['active', 'inactive', 'absent'] },
    required: true,
  },
  protect: {
    description: 'true: refuse to deactivate or delete the stream.',
    schema: { type: 'boolean' },
  },
  separate: {
    description: 'true: create the stream although another one has the same sources and destination.',
    schema: { type: 'boolean' },
  },
  [ROTATE_SECRETS_AFTER]: {
    description:
      'Sends the secrets again with a new version, unless the live version was saved at this time or later. ISO 8601 with a time zone, not in the future.',
    schema: { type: 'string', pattern: ZONED_TIME },
    examples: ['2026-11-28T10:00:00Z'],
  },
  streamId: {
    description: 'ID of the live stream that this manifest is bound to.',
    schema: { type: 'integer', minimum: 1 },
  },
};

const WITH_LOG_TYPE: MemberCards = { logType: LOG_TYPE, ...EVERYWHERE };

/** Members of `spec` other than the lists and members of its card. Without a card, these are all known members. */
export function ownMembers(card: StreamCard | undefined): MemberCards {
  return card && card.collection.logType === undefined ? EVERYWHERE : WITH_LOG_TYPE;
}

/** Parts of `spec` that cards of their own describe: how logs are delivered, and where. */
export function partsOf({ delivery, destinations }: StreamCard): readonly string[] {
  return [...(delivery ? [DELIVERY] : []), destinations];
}

/** Contains members that Akamai has added since; they are sent as written. */
export const EXTRA = 'extra';

/** In a destination: its type has no card, but is intended. */
export const ALLOW_UNKNOWN_TYPE = 'allowUnknownType';

/** Allowed values of `allowUnknownType`. */
export const UNKNOWN_TYPE_CHOICES = [true, 'without-secrets'] as const;

/** Accepts a destination type that this version does not know. The member is never sent. */
export const ALLOW_UNKNOWN_TYPE_CARD: MemberCard = {
  description:
    'Accepts a destination type that this version does not know; its members are sent as written, unchecked. without-secrets: the type has no write-only members, so updates need no reference.',
  schema: { enum: UNKNOWN_TYPE_CHOICES },
};
/** The log type of a manifest without `logType`. */
export const DEFAULT_LOG_TYPE: LogType = 'cdn';
/** `apiVersion` of every manifest. */
export const API_VERSION = 'datastream-gitops/v1';
