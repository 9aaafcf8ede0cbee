import type { MemberCard } from '../model/card.ts';
import { LOG_TYPES } from '../model/collection.ts';

/** The longest name of a stream, in characters. Source: v2 OpenAPI, `SaveStreamRequest.yaml`. */
export const LONGEST_NAME = 1_000;

/** Members of `spec` that are ours or every stream's, beside the lists and members of its card. */
export const OWN_MEMBERS: Readonly<Record<string, MemberCard>> = {
  logType: {
    description: 'What the stream logs; left out, cdn.',
    schema: { enum: LOG_TYPES },
  },
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
  streamId: {
    description: 'The stream that this manifest is bound to.',
    schema: { type: 'integer', minimum: 1 },
  },
};

/** Blocks inside `spec` that are described by cards of their own. */
export const BLOCKS = ['deliveryConfiguration', 'destination'] as const;

/** The way through for members that the vendor added: sent as written. */
export const EXTRA = 'extra';
