import { streamCard } from '../collections/registry.ts';
import type { Collection } from '../model/collection.ts';
import { matchesGlob } from '../model/glob.ts';
import type { JsonObject } from '../model/json.ts';
import type { Policy, PolicyViolation } from '../model/policy.ts';
import { allowedText, otherDestinations } from './destinations.ts';
import { cardsOf, fieldMember, isForbidden, type LoggedField, loggedFields, requiredIds } from './fields.ts';

/** A stream whose spec is compared with policies. */
export interface JudgedStream {
  /** `metadata.name` of the manifest. */
  readonly name: string;
  readonly collection: Collection;
  /** The spec of a manifest, with ids for names as far as they are known, or the spec that a plan writes. */
  readonly spec: JsonObject;
}

/** A rule that a manifest violates. */
export interface Violation {
  readonly policy: Policy;
  readonly rule: PolicyViolation['rule'];
  /** Identifies the violation. It is the same for the manifest and for its plan. */
  readonly key: string;
  /** The member of the spec that violates the rule. */
  readonly path: readonly (string | number)[];
  /** What is wrong, as a sentence. */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly hint: string;
}

/** Returns every rule of the policies that a stream would violate if it had a spec. */
export function findViolations(policies: readonly Policy[], stream: JudgedStream): readonly Violation[] {
  return policies
    .filter((policy) => appliesTo(policy, stream))
    .flatMap((policy) => [
      ...forbiddenFields(policy, stream),
      ...requiredFields(policy, stream),
      ...destinations(policy, stream),
      ...sampling(policy, stream),
    ]);
}

function appliesTo(policy: Policy, { name, collection }: JudgedStream): boolean {
  const isMatch = (pattern: string) => matchesGlob(name, pattern);
  if (policy.exceptNames?.some(isMatch)) return false;
  if (policy.names && !policy.names.some(isMatch)) return false;
  return cardsOf(policy).some((card) => card.collection === streamCard(collection).collection);
}

function forbiddenFields(policy: Policy, { collection, spec }: JudgedStream): readonly Violation[] {
  const { forbiddenFields: forbidden = [] } = policy;
  const card = streamCard(collection);
  return loggedFields(card, spec)
    .filter((field) => isForbidden(card, field, forbidden))
    .map((field) => {
      const message = `${logging(field)} ${because(policy, 'forbidden')}`;
      const hint = field.path.length === 0 ? EXCEPT : 'Remove it.';
      return violation(policy, 'forbiddenFields', field.path.join('/'), { path: field.path, message, hint });
    });
}

const EXCEPT = 'The API sets it; if the stream is allowed, except its manifest with exceptNames.';

function logging({ label, path: [member, index] }: LoggedField): string {
  if (member === undefined) return `${label} contain personal data, which is`;
  if (index === undefined) return `${member}: true adds the field ${label}, which is`;
  return `The field ${label} is`;
}

/** If a name of the list has no id yet, it may be that of a required field. */
function requiredFields(policy: Policy, { collection, spec }: JudgedStream): readonly Violation[] {
  const { requiredFields: required = [] } = policy;
  const card = streamCard(collection);
  const logged = loggedFields(card, spec);
  const member = fieldMember(card);
  if (member === undefined || logged.some(({ id }) => id === undefined)) return [];
  return required.flatMap((entry) => {
    const ids = requiredIds(card, spec, entry, cardsOf(policy));
    if (ids.length === 0 || logged.some(({ id }) => id !== undefined && ids.includes(id))) return [];
    const message = `The field ${entry} is missing, but ${because(policy, 'required')}`;
    const hint = `Add it to ${member}.`;
    return [violation(policy, 'requiredFields', String(entry), { path: [member], message, hint })];
  });
}

function destinations(policy: Policy, { collection, spec }: JudgedStream): readonly Violation[] {
  const { allowedDestinations: allowed } = policy;
  if (!allowed) return [];
  return otherDestinations(streamCard(collection), spec, allowed).map(({ path, label, unclear }) => {
    const rest =
      unclear === undefined
        ? {
            message: `The destination ${label} is not ${because(policy, 'allowed')}`,
            hint: `Allowed: ${allowedText(allowed)}.`,
          }
        : {
            message: `The destination ${label} cannot be compared with those ${because(policy, 'allowed')}`,
            hint: `Write ${unclear} as a plain address, or allow its type without host, bucket and account. Allowed: ${allowedText(allowed)}.`,
          };
    return violation(policy, 'allowedDestinations', path.join('/'), { path, ...rest });
  });
}

/** A stream that does not set its share has that of the vendor's default. */
function sampling(policy: Policy, { collection, spec }: JudgedStream): readonly Violation[] {
  const { samplingAtMost: most } = policy;
  if (most === undefined) return [];
  return Object.entries(streamCard(collection).members).flatMap(([member, card]) => {
    const { trait, onlyWhen, default: byDefault } = card;
    if (trait !== 'logged-share' || (onlyWhen && spec[onlyWhen.member] !== onlyWhen.equals)) return [];
    const share = spec[member] ?? byDefault;
    if (typeof share === 'number' && share <= most) return [];
    const is = spec[member] === undefined ? `is not set, so it is ${share}` : `is ${share}`;
    const message = `${member} ${is}, but at most ${most} is ${because(policy, 'allowed')}`;
    return [
      violation(policy, 'samplingAtMost', member, {
        path: [member],
        message,
        hint: `Set ${member}: ${most}.`,
      }),
    ];
  });
}

function violation(
  policy: Policy,
  rule: Violation['rule'],
  subject: string,
  rest: Pick<Violation, 'path' | 'message' | 'hint'>,
): Violation {
  return { policy, rule, key: JSON.stringify([policyPlace(policy), rule, subject]), ...rest };
}

/** Returns where a policy is: `datastream.yaml:7`. */
export function policyPlace({ position: { file, line } }: Policy): string {
  return `${file}:${line}`;
}

/** Returns the end of a message: `forbidden by the policy at datastream.yaml:3: REASON.` */
function because(policy: Policy, participle: 'forbidden' | 'required' | 'allowed'): string {
  return `${participle} by the policy at ${policyPlace(policy)}: ${policy.reason.replace(/[.\s]+$/, '')}.`;
}
