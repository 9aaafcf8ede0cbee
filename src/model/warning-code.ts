import type { FindingCode } from './finding-code.ts';

/**
 * The code of each warning of a plan, of an apply and of other commands. Codes are stable: people search for them, and
 * scripts compare them. The `explanations` module says what each of them means.
 */
const WARNING_CODES = [
  'activation-failed',
  'activations-not-read',
  'cache-unwritable',
  'carried-members',
  'crowded-source',
  'deleted-later',
  'fields-not-checked',
  'journal-unwritable',
  'limit-ahead',
  'lock-taken-over',
  'lock-unwritable',
  'manifest-not-read',
  'manifest-removed',
  'moves-others',
  'name-in-other-group',
  'name-not-checked',
  'named-by-property',
  'no-activation-history',
  'nothing-to-rotate',
  'records-not-read',
  'reference-changed',
  'rolled-back',
  'rotation-satisfied',
  'state-differs',
  'undocumented-value',
  'unlisted-field',
  'unmanaged-streams',
  'member-not-returned',
  'unusable-row',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** The code of a warning. Warnings about manifests keep the codes of their findings. */
export type AnyWarningCode = WarningCode | FindingCode;

/** Returns false for the code of a finding about manifests. */
export function isWarningCode(code: AnyWarningCode): code is WarningCode {
  return WARNING_CODES.some((one) => one === code);
}
