import type { FindingCode } from './finding-code.ts';

/**
 * The code of each reason why the resource of a manifest is blocked. Codes are stable: people search for them, and
 * scripts compare them. The `explanations` module says what each of them means.
 */
const BLOCKED_CODES = [
  'activation-in-progress',
  'behavior-not-changeable',
  'changed-while-read',
  'immutable-member',
  'likely-renamed',
  'missing-secret',
  'needed-item-blocked',
  'needed-item-not-selected',
  'not-exact',
  'property-unreadable',
  'stream-archived',
  'stream-name-taken',
  'stream-not-found',
  'stream-not-nameable',
  'stream-unreadable',
  'tested-on-staging',
  'undated-version',
  'unfinished-draft',
  'unknown-status',
  'unresolved-name',
] as const;
export type BlockedCode = (typeof BLOCKED_CODES)[number];

/** Codes of a refusal, of warnings and of findings about properties that are also reasons. The same page explains them. */
const SHARED_CODES = ['ambiguous', 'named-by-property', 'no-access', 'not-live', 'unusable-row'] as const;

/** The code of a reason. An error in a manifest has the code of its finding. */
export type AnyBlockedCode = BlockedCode | (typeof SHARED_CODES)[number] | FindingCode;

/** Why a resource is blocked: a code, and a clause or sentences with what to do. */
export interface Obstacle {
  readonly code: AnyBlockedCode;
  readonly reason: string;
}

/** Returns an obstacle with a code if there is a reason for it. */
export function obstacleOf(code: AnyBlockedCode, reason: string | undefined): Obstacle | undefined {
  return reason === undefined ? undefined : { code, reason };
}

/** Returns the members of an item that say why it is blocked. */
export function blockedMembers({ code, reason }: Obstacle) {
  return { reason, reasonCode: code };
}

/** Returns false for the code of a finding about manifests. */
export function isBlockedCode(code: AnyBlockedCode): code is Exclude<AnyBlockedCode, FindingCode> {
  return [...BLOCKED_CODES, ...SHARED_CODES].some((one) => one === code);
}
