import { anyObject, list, number, object, oneOf, type Static, text } from '../../model/shape.ts';

export const NETWORK = oneOf(['PRODUCTION', 'STAGING']);
export type Network = Static<typeof NETWORK>;

export const ACTIVATION_REQUEST = object({
  activationId: number(),
  network: NETWORK,
  version: number(),
  type: oneOf(['ACTIVATE', 'DEACTIVATE']),
  note: text(),
  notifyEmails: list(text()),
  by: text(),
  /** Milliseconds since 1970. */
  submittedAt: number(),
  /** When the activation ends or ended, milliseconds since 1970. */
  endsAt: number(),
  /** The status in which it ends. A fault or a failed validation changes it. */
  towards: text(),
  /** The final status. Absent: the activation is in progress. */
  'status?': text(),
  /** The problem that made it fail. */
  'failureCause?': anyObject(),
  /** The activation that this one replaces by a fast fallback. */
  'fallbackFrom?': number(),
});
/** An activation or deactivation of a version that a client requested. */
export type ActivationRequest = Static<typeof ACTIVATION_REQUEST>;
