import { capitalized } from '../model/capitalized.ts';
import type { RulePlace } from '../model/logging-rules.ts';
import type { ExpectedStream, LiveProperty } from '../model/property.ts';
import type { PropertyFinding, PropertyFix } from '../model/property-finding.ts';
import type { FixResult } from './fix/behavior-fix.ts';

export type Property = PropertyFinding['property'];

/** What a finding is about. */
export interface Subject {
  readonly stream?: ExpectedStream;
  readonly rule?: RulePlace;
  readonly field?: NonNullable<PropertyFinding['field']>;
}

/** Returns a finding with the public part of what it is about. */
export function finding(
  code: PropertyFinding['code'],
  severity: PropertyFinding['severity'],
  property: Property,
  { stream, rule, field }: Subject,
  message: string,
  fix?: PropertyFix,
): PropertyFinding {
  return {
    code,
    severity,
    property,
    ...(stream === undefined ? {} : { stream: identityOf(stream) }),
    ...(rule === undefined
      ? {}
      : { rule: { path: rulePath(rule), pointer: rule.pointer, criteria: rule.clauses } }),
    ...(field === undefined ? {} : { field }),
    message,
    ...(fix === undefined ? {} : { fix }),
  };
}

function identityOf({
  kind,
  logType,
  name,
  streamId,
}: ExpectedStream): NonNullable<PropertyFinding['stream']> {
  return {
    kind,
    ...(logType === undefined ? {} : { logType }),
    name,
    ...(streamId === undefined ? {} : { streamId }),
  };
}

/** Returns the property of a finding. */
export function propertyOf({ propertyId, propertyName, version }: LiveProperty): Property {
  return { propertyId, propertyName, version };
}

/** Returns the names of the rules from the default rule to this one: `default > API`. */
export function rulePath({ names }: RulePlace): string {
  return names.join(' > ');
}

/** Returns a stream as messages name it: `stream ID 7050 (web-access-logs)`. */
export function streamLabel({ name, streamId }: ExpectedStream): string {
  return streamId === undefined ? `the stream of manifest ${name}` : `stream ID ${streamId} (${name})`;
}

/**
 * Returns a message with its fix, or with the reason why there is none.
 * @param message what is wrong, what it means, and what to do
 */
export function withFix(
  { version, latestVersion }: LiveProperty,
  message: string,
  result: FixResult,
): [message: string, fix?: PropertyFix] {
  if (result.tag === 'none') return [`${message} ${capitalized(result.reason)}.`];
  if (latestVersion <= version) return [message, result.fix];
  const base = `Create the new version from version ${version}: version ${latestVersion} is not live and may contain unfinished work.`;
  return [`${message} ${base}`, result.fix];
}
