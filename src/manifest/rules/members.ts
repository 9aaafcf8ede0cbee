import { isObject, type Json } from '../../model/json.ts';
import type { Credential, MemberCard } from '../../model/member-card.ts';
import { isReference } from '../../model/secret.ts';
import { type UrlKind, urlRule as urlRuleOf } from '../../redaction/urls/secret-path.ts';
import { type UrlCredentials, urlCredentials } from '../../redaction/urls/secret-url.ts';
import {
  error,
  type Path,
  type Problem,
  type Problems,
  valueAt,
  valueError,
  warning,
} from '../findings/problem.ts';
import { alternatives, quoted } from '../findings/wording.ts';
import { checkValue, type Member, subject } from '../members/check-value.ts';
import { notAReference, referenceHint } from './secret-references.ts';

/**
 * Checks one member with a value against its card: literal or reference, fixed value, schema, credentials in plain
 * text.
 */
export function* checkMember(
  card: MemberCard,
  value: Json,
  path: Path,
  { shown, isForm = false }: Pick<Member, 'shown' | 'isForm'>,
): Problems {
  if (card.writeOnly) yield* secretRule(value, path);
  else if (card.credential) yield* credentialRule(card, card.credential, value, path);
  else if (isReference(value)) yield notASecret(path);
  else if (card.constant !== undefined) yield* fixedRule(card.constant, value, path);
  else {
    const found = [...checkValue({ card, value, path, shown, isForm })];
    yield* found;
    if (found.length === 0) yield* adviceRule(card, value, path);
  }
}

/**
 * Warns about values that differ from the form in documents or examples. Published set-ups differ from it too, so the
 * API decides.
 */
function* adviceRule({ advice = [], examples }: MemberCard, value: Json, path: Path): Problems {
  if (typeof value !== 'string') return;
  for (const { pattern, message } of advice) {
    if (new RegExp(pattern, 'u').test(value)) continue;
    const [example] = examples ?? [];
    const hint = example === undefined ? 'The API may refuse it.' : `For example: ${String(example)}`;
    yield valueError([path], warning(valueAt(path), 'unusual-value', `${subject(path)} ${message}.`, hint));
  }
}

function* secretRule(value: Json, path: Path): Problems {
  if (isReference(value)) return;
  if (isObject(value)) yield notAReference(value, path);
  else {
    const message = `${subject(path)} is a secret and must not be in a manifest.`;
    yield error(valueAt(path), 'literal-secret', message, referenceHint(String(path.at(-1))));
  }
}

function* credentialRule(card: MemberCard, parts: Credential, value: Json, path: Path): Problems {
  if (isReference(value)) return;
  if (isObject(value)) {
    yield notAReference(value, path);
    return;
  }
  const found = [...checkValue({ card, value, path, shown: false })];
  yield* found;
  if (typeof value !== 'string') return;
  if (found.length > 0) {
    // A live stream may have such a value, but its credential is in plain text all the same.
    if (parts !== 'whole') yield* urlCredentialRule(value, parts, path);
    return;
  }
  yield* adviceRule(card, value, path);
  if (parts !== 'whole') yield* urlRule(value, parts, path);
  else yield literalCredential(`${subject(path)} often is a credential, and is written in plain text.`, path);
}

function* urlRule(value: string, kind: UrlKind, path: Path): Problems {
  // The schemas of cards define which strings may omit the scheme.
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `https://${value}`;
  if (!URL.canParse(url)) {
    const message = `${subject(path)} is not a URL.`;
    yield valueError([path], error(valueAt(path), 'invalid-value', message, 'Check its host and port.'));
    return;
  }
  yield* urlCredentialRule(value, kind, path);
}

function* urlCredentialRule(value: string, kind: UrlKind, path: Path): Problems {
  const { members = [] } = urlRuleOf(kind);
  const found = urlCredentials(kind, value);
  const meant =
    members.length > 0
      ? `Remove it there, and give it as a reference in ${alternatives(members.map(quoted), 'and')}.`
      : undefined;
  if (found.hasPath && meant !== undefined) yield pathCredential(path, meant);
  const parts = describeMembers(found, meant !== undefined);
  if (parts.length === 0) return;
  const often = parts.length === 1 ? 'which often is a credential' : 'which often are credentials';
  const message = `${subject(path)} has ${alternatives(parts, 'and')}, ${often}, in plain text.`;
  yield literalCredential(message, path, meant);
}

/**
 * Warns about a credential in a URL path. A live stream may be configured like that; a new one has a member for it that
 * the API never returns.
 */
function pathCredential(path: Path, meant: string): Problem {
  const message = `${subject(path)} has a credential in its path, where everyone who reads the stream or this file sees it.`;
  return valueError([path], error(valueAt(path), 'credential-in-path', message, meant));
}

function describeMembers(found: UrlCredentials, isPathNamed: boolean): readonly string[] {
  const names = found.parameters.filter((name) => name !== '').map((name) => quoted(name));
  return [
    ...(found.hasUser ? ['a user name'] : []),
    ...(found.hasPath && !isPathNamed ? ['a path'] : []),
    ...(names.length > 0 ? [`the query parameter ${alternatives(names, 'and')}`] : []),
    ...(found.parameters.length > names.length ? ['a query'] : []),
    ...(found.hasFragment ? ['a fragment'] : []),
  ];
}

function literalCredential(message: string, path: Path, meant?: string): Problem {
  return warning(valueAt(path), 'literal-credential', message, meant ?? referenceHint(String(path.at(-1))));
}

function notASecret(path: Path): Problem {
  const message = `${subject(path)} is not a secret and cannot be a reference.`;
  return error(valueAt(path), 'reference-not-allowed', message, 'Write its value.');
}

function* fixedRule(fixed: Json, value: Json, path: Path): Problems {
  if (value === fixed) return;
  const message = `${subject(path)} is always ${JSON.stringify(fixed)} here and cannot be set.`;
  yield valueError([path], error(valueAt(path), 'fixed-value', message, 'Remove it.'));
}
