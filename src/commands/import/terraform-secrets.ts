import { dotenvLine } from '../../apply/secrets/dotenv.ts';
import { streamCard } from '../../collections/registry.ts';
import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import type { Hash } from '../../model/account.ts';
import { canonicalJson, isObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import { isReference } from '../../model/secret.ts';
import { sealDetail } from '../../plan/credentials/seal-stream.ts';
import type { TerraformReport } from '../../render/schemas/import.ts';
import type { StateConnector } from '../../terraform/connector.ts';
import { variablesIn } from '../session/variables-in.ts';

/** A manifest, its live stream, and the destination that the state has for that stream. */
export interface SecretSubject {
  readonly manifest: Pick<Manifest, 'name' | 'spec'>;
  readonly detail: StreamDetail;
  readonly connector: StateConnector;
}

type Missing = NonNullable<TerraformReport['secrets']>['missing'][number];

/** The text of a secrets file, and the names in it. */
export interface CollectedSecrets {
  /** Contains the values. */
  readonly text: string;
  readonly written: readonly string[];
  readonly missing: readonly Missing[];
}

/**
 * Collects the values that a state has for the variables of manifests. A value is taken only if the live stream still
 * sends its logs where the state says. Otherwise a secret could be sent to a receiver that it was never meant for.
 */
export function collectSecrets(
  subjects: readonly SecretSubject[],
  { target, hash }: { readonly target: string; readonly hash: Hash },
): CollectedSecrets {
  const values = new Map<string, string>();
  const rejected = new Map<string, Missing>();
  for (const { manifest, detail, connector } of subjects) {
    const found = valuesOf(manifest, detail, connector, { target, hash });
    for (const [variable, { value, problem }] of found) {
      const known = values.get(variable);
      const message =
        known !== undefined && value !== undefined && known !== value
          ? 'another stream of the state has another value for the same variable'
          : problem;
      if (message !== undefined) rejected.set(variable, { variable, name: manifest.name, message });
      else if (value !== undefined) values.set(variable, value);
    }
  }
  const lines = new Map<string, string>();
  for (const [variable, value] of values) {
    const line = dotenvLine(variable, value);
    if (!rejected.has(variable) && line !== undefined) lines.set(variable, line);
  }
  const unwritable = subjects.flatMap(({ manifest: { name, spec } }) =>
    variablesIn(spec)
      .filter((variable) => values.has(variable) && !lines.has(variable) && !rejected.has(variable))
      .map((variable) => ({ variable, name, message: UNWRITABLE })),
  );
  const names = [...lines.keys()].toSorted();
  return {
    text: names.map((name) => lines.get(name) ?? '').join(''),
    written: names,
    missing: [...rejected.values(), ...unwritable],
  };
}

const UNWRITABLE =
  'its value has all kinds of quotes, or a carriage return, so no dotenv file can hold it: put it into a file of its own and refer to it with { file }';

type Found = ReadonlyMap<string, { readonly value?: string; readonly problem?: string }>;

/** The value, or why there is none, for each variable of a manifest. */
function valuesOf(
  { spec }: SecretSubject['manifest'],
  detail: StreamDetail,
  connector: StateConnector,
  digest: { readonly target: string; readonly hash: Hash },
): Found {
  const set = destinationSet(streamCard(detail.collection));
  const destination = spec[set.member];
  const members = isObject(destination) ? destination : {};
  const moved = movedMember(detail, connector, digest);
  const variables = Object.entries(members).flatMap(([member, value]) =>
    isReference(value) && 'env' in value ? [[value.env, member] as const] : [],
  );
  const ofDestination = new Map(
    variables.map(([variable, member]) => {
      const value = connector.values.get(member);
      const problem = moved ?? problemWith(member, connector, detail, digest);
      return [
        variable,
        problem === undefined && value !== undefined ? { value } : { problem: problem ?? NOT_THERE },
      ];
    }),
  );
  const others = variablesIn(spec).filter((variable) => !ofDestination.has(variable));
  return new Map([
    ...ofDestination,
    ...others.map((variable) => [variable, { problem: NOT_THERE }] as const),
  ]);
}

const NOT_THERE = 'the state has no value for it';

function problemWith(
  member: string,
  connector: StateConnector,
  detail: StreamDetail,
  digest: { readonly target: string; readonly hash: Hash },
): string | undefined {
  if (connector.hidden.has(member)) return 'the state has a placeholder instead of its value';
  if (!connector.values.has(member)) return NOT_THERE;
  const live = liveDestination(detail);
  if (live[member] === undefined || isSame(member, connector, detail, digest)) return undefined;
  return `${member} of the live stream has changed since the state was written`;
}

/** Why the destination in the state is not the one of the live stream. */
function movedMember(
  detail: StreamDetail,
  connector: StateConnector,
  digest: { readonly target: string; readonly hash: Hash },
): string | undefined {
  const set = destinationSet(streamCard(detail.collection));
  const type = String(liveDestination(detail)[set.typeMember]);
  const card = destinationCard(set, type);
  if (connector.type === undefined) return NOT_THERE;
  if (card?.type !== connector.type) {
    return `the state has a destination of the type ${connector.type}, the live stream one of the type ${type}`;
  }
  const moved = card.address.find((member) => !isSame(member, connector, detail, digest));
  return moved === undefined
    ? undefined
    : `${moved} of the live stream has changed since the state was written`;
}

/** Compares a member of the state with the live stream, whose credentials are known as digests only. */
function isSame(
  member: string,
  { values }: StateConnector,
  detail: StreamDetail,
  { target, hash }: { readonly target: string; readonly hash: Hash },
): boolean {
  const { member: place, typeMember } = destinationSet(streamCard(detail.collection));
  const live = liveDestination(detail);
  const stated: JsonObject = { ...Object.fromEntries(values), [typeMember]: live[typeMember] ?? null };
  const sealed = sealDetail(
    { ...detail, body: { ...detail.body, [place]: stated } },
    target,
    hash,
    detail.redacted,
  );
  return canonicalJson(liveDestination(sealed)[member] ?? null) === canonicalJson(live[member] ?? null);
}

function liveDestination({ collection, body }: StreamDetail): JsonObject {
  const destination = body[destinationSet(streamCard(collection)).member];
  return isObject(destination) ? destination : {};
}
