import type { LogType } from './collection.ts';
import type { FilePosition } from './file-position.ts';
import type { Json } from './json.ts';
import { object, oneOf, type Static, text } from './shape.ts';

/** The entry of `forbiddenFields` for every field that is, or may contain, personal data. */
export const PERSONAL_DATA_FIELDS = 'personal-data';

/** The rules that a policy can have. */
export const POLICY_RULES = [
  'forbiddenFields',
  'requiredFields',
  'allowedDestinations',
  'samplingAtMost',
] as const;

/** A destination that a policy allows, if all members that are set match. `*` matches any characters. */
export interface AllowedDestination {
  /** Its type, in upper case. */
  readonly type?: string;
  /** The name of the host, without scheme, port and path. */
  readonly host?: string;
  /** The bucket or container. */
  readonly bucket?: string;
  /** The account, project or namespace that owns the bucket. */
  readonly account?: string;
}

/** What the configuration file requires of the manifests that it selects. */
export interface Policy {
  readonly reason: string;
  /** Names of manifests; `*` matches any characters. Absent: all. */
  readonly names?: readonly string[];
  /** Names of manifests to which the policy does not apply. */
  readonly exceptNames?: readonly string[];
  /** Absent: all log types, and DataStream 1. */
  readonly logTypes?: readonly LogType[];
  /** JSON keys, names or ids of data set fields, or `personal-data`. */
  readonly forbiddenFields?: readonly (string | number)[];
  /** JSON keys, names or ids of data set fields. */
  readonly requiredFields?: readonly (string | number)[];
  /** Each destination has to match one of them. */
  readonly allowedDestinations?: readonly AllowedDestination[];
  /** The largest share of requests that may be logged, in percent. */
  readonly samplingAtMost?: number;
  /** True if the target states it, and not the whole file. */
  readonly isOfTarget: boolean;
  readonly position: FilePosition;
}

/** Returns the members of a policy as the configuration file states them. */
export function policyMembers(policy: Policy): Readonly<Record<string, Json>> {
  const { position: _, isOfTarget: __, allowedDestinations, ...members } = policy;
  return {
    ...members,
    ...(allowedDestinations ? { allowedDestinations: allowedDestinations.map((one) => ({ ...one })) } : {}),
  };
}

export const POLICY_VIOLATION = object({
  rule: oneOf('The rule of the policy.', POLICY_RULES),
  message: text('What is wrong and how to fix it.'),
  reason: text('The reason of the policy, as the configuration file states it.'),
  source: text('Where the manifest violates it.', 'streams/web.yaml:14:20'),
  policy: text('Where the policy is.', 'datastream.yaml:7'),
});
/** A rule of a policy that a manifest violates. */
export type PolicyViolation = Static<typeof POLICY_VIOLATION>;

/**
 * Says what violates policies, where, and how to fix it: a sentence for each rule of each policy. A policy on many fields
 * would otherwise fill the screen with the same reason.
 *
 * @returns the first violation of each rule, with the number of the others
 */
export function violationTexts(violations: readonly PolicyViolation[]): readonly string[] {
  const rules = new Map<string, PolicyViolation[]>();
  for (const violation of violations) {
    const rule = `${violation.rule} ${violation.policy}`;
    rules.set(rule, [...(rules.get(rule) ?? []), violation]);
  }
  return [...rules.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [`${first.source}: ${first.message}${othersText(others.length)}`],
  );
}

function othersText(count: number): string {
  if (count === 0) return '';
  const violations = count === 1 ? 'another violation' : `${count} more violations`;
  return ` \`datastream validate\` shows ${violations} of this rule.`;
}
