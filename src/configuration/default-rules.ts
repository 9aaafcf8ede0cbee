import { didYouMean } from '../manifest/findings/did-you-mean.ts';
import {
  error,
  nameAt,
  type Path,
  type Problem,
  type Problems,
  valueAt,
} from '../manifest/findings/problem.ts';
import { quoted } from '../manifest/findings/wording.ts';
import {
  cardsOf,
  defaultMembers,
  isSecretMember,
  MEMBERS_OF_ONE_STREAM,
} from '../manifest/members/default-members.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { isReference } from '../model/secret.ts';

/**
 * Checks one entry of `defaults` as far as that is possible without a manifest. Values are checked together with each
 * manifest that uses them.
 */
export function* defaultRules(entry: JsonObject, path: Path): Problems {
  const { kind, logType, spec } = entry;
  if (!isObject(spec)) return;
  const chosen = {
    ...(typeof kind === 'string' ? { kind } : {}),
    ...(typeof logType === 'string' ? { logType } : {}),
  };
  const known = [...new Set(cardsOf(chosen).flatMap(defaultMembers))];
  // An unknown kind or log type is reported by the schema.
  if (known.length === 0) {
    if (chosen.kind === 'DataStream1') yield noLogType(path);
    return;
  }
  for (const [name, value] of Object.entries(spec)) {
    const place = [...path, 'spec', name];
    const reason = Object.hasOwn(MEMBERS_OF_ONE_STREAM, name) ? MEMBERS_OF_ONE_STREAM[name] : undefined;
    if (reason !== undefined) {
      const message = `A default cannot set ${quoted(name)}.`;
      yield error(nameAt(place), 'default-not-allowed', message, reason);
    } else if (!known.includes(name)) {
      const hint = didYouMean(name, known) ?? `Known: ${known.join(', ')}.`;
      yield error(nameAt(place), 'unknown-member', `Unknown key ${quoted(name)} in a default.`, hint);
    } else if (name === 'state' && value === 'absent') {
      const message = 'A default cannot set "state" to absent.';
      yield error(
        valueAt(place),
        'default-not-allowed',
        message,
        'Write it in the manifests to delete streams.',
      );
    }
    yield* partRules(value, place);
  }
}

function noLogType(path: Path): Problem {
  const message = 'This default applies to no manifest: DataStream1 has no log types.';
  return error(valueAt([...path, 'logType']), 'invalid-value', message, 'Remove logType, or kind.');
}

/** Checks each part of a default, at any depth. */
function* partRules(value: Json, path: Path): Problems {
  const name = String(path.at(-1));
  if (!isObject(value) && value !== null && isSecretMember(path)) {
    // `config show` prints defaults, also of destinations that no manifest has.
    const message = `${quoted(name)} is a secret and must not be in this file.`;
    yield error(valueAt(path), 'literal-secret', message, `Use ${name}: { env: NAME }.`);
    return;
  }
  if (value === null) {
    const message = `${quoted(String(path.at(-1)))} has no value.`;
    yield error(nameAt(path), 'empty-member', message, 'Give it one, or remove it.');
  } else if (isReference(value)) {
    if (!('file' in value)) return;
    const message = 'A default cannot refer to a file, because the path is relative to each manifest.';
    yield error(
      valueAt(path),
      'default-not-allowed',
      message,
      'Use { env: NAME }, or write it in the manifests.',
    );
  } else if (isArray(value)) {
    for (const [index, item] of value.entries()) yield* partRules(item, [...path, index]);
  } else if (isObject(value)) {
    for (const [name, member] of Object.entries(value)) yield* partRules(member, [...path, name]);
  }
}
