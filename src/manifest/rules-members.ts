import type { Credential, MemberCard } from '../model/card.ts';
import { isObject, type Json } from '../model/json.ts';
import { isReference } from '../model/secret.ts';
import { error, type Path, type Problem, type Problems, valueAt, valueError, warning } from './problem.ts';
import { notAReference, referenceHint } from './references.ts';
import { checkValue, type Member, subject } from './value.ts';
import { alternatives } from './wording.ts';

/** One member with a value, held against its card: literal or reference, fixed value, schema, credentials in clear. */
export function* checkMember(
  card: MemberCard,
  value: Json,
  path: Path,
  { shown, isForm = false }: Pick<Member, 'shown' | 'isForm'>,
): Problems {
  if (card.writeOnly) yield* secretRule(value, path);
  else if (card.credential) yield* credentialRule(card, card.credential, value, path);
  else if (isReference(value)) yield notASecret(path);
  else if (card.fixed !== undefined) yield* fixedRule(card.fixed, value, path);
  else yield* checkValue({ card, value, path, shown, isForm });
}

function* secretRule(value: Json, path: Path): Problems {
  if (isReference(value)) return;
  if (isObject(value)) yield notAReference(value, path);
  else {
    const message = `${subject(path)} is a secret and must not stand in a manifest.`;
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
  if (found.length > 0 || typeof value !== 'string') return;
  if (parts !== 'whole') yield* urlRule(value, parts, path);
  else yield literalCredential(`${subject(path)} often is a credential, and stands here in clear.`, path);
}

function* urlRule(value: string, parts: 'url' | 'url-path', path: Path): Problems {
  if (!URL.canParse(value)) {
    const message = `${subject(path)} is not a URL.`;
    yield valueError([path], error(valueAt(path), 'invalid-value', message, 'Check its host and port.'));
    return;
  }
  const found = credentialsIn(new URL(value), parts);
  if (found.length === 0) return;
  const often = found.length === 1 ? 'which often is a credential' : 'which often are credentials';
  const message = `${subject(path)} has ${alternatives(found, 'and')}, ${often}, and stands here in clear.`;
  yield literalCredential(message, path);
}

function credentialsIn(url: URL, parts: 'url' | 'url-path'): readonly string[] {
  const { username, password, pathname, search, hash } = url;
  return [
    ...(username || password ? ['a user name'] : []),
    ...(parts === 'url-path' && pathname !== '/' ? ['a path'] : []),
    ...(search ? ['a query'] : []),
    ...(hash ? ['a fragment'] : []),
  ];
}

function literalCredential(message: string, path: Path): Problem {
  return warning(valueAt(path), 'literal-credential', message, referenceHint(String(path.at(-1))));
}

function notASecret(path: Path): Problem {
  const message = `${subject(path)} is not a secret and takes no reference.`;
  return error(valueAt(path), 'reference-not-allowed', message, 'Write its value.');
}

function* fixedRule(fixed: Json, value: Json, path: Path): Problems {
  if (value === fixed) return;
  const message = `${subject(path)} is always ${JSON.stringify(fixed)} here and cannot be set.`;
  yield valueError([path], error(valueAt(path), 'fixed-value', message, 'Leave it out.'));
}
