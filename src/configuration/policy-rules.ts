import { didYouMean } from '../manifest/findings/did-you-mean.ts';
import { error, type Path, type Problems, valueAt } from '../manifest/findings/problem.ts';
import { quoted } from '../manifest/findings/wording.ts';
import { LOG_TYPES, type LogType } from '../model/collection.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { PERSONAL_DATA_FIELDS, POLICY_RULES } from '../model/policy.ts';
import { cardsOf, fieldNamesOf } from '../policy/fields.ts';
import { matchesAnyOwner } from '../policy/host.ts';

/**
 * Checks what the schema of a policy cannot: that it has a rule, and that its fields exist. A misspelled field would
 * forbid nothing. Ids are not checked, because no list of fields is complete.
 */
export function* checkPolicies(policies: Json | undefined, path: Path): Problems {
  for (const [index, policy] of (isArray(policies) ? policies : []).entries()) {
    if (!isObject(policy)) continue;
    const here = [...path, index];
    if (!POLICY_RULES.some((rule) => Object.hasOwn(policy, rule))) {
      const hint = `Add ${POLICY_RULES.slice(0, -1).join(', ')} or ${POLICY_RULES.at(-1)}.`;
      yield error(valueAt(here), 'missing-member', 'The policy has no rule.', hint);
    }
    yield* unknownFields(policy, 'forbiddenFields', here, [PERSONAL_DATA_FIELDS]);
    yield* unknownFields(policy, 'requiredFields', here, []);
    yield* looseDestinations(policy, here);
  }
}

function* unknownFields(
  policy: JsonObject,
  rule: 'forbiddenFields' | 'requiredFields',
  path: Path,
  groups: readonly string[],
): Problems {
  const fields = policy[rule];
  const { logTypes } = policy;
  const chosen = isArray(logTypes) ? { logTypes: logTypes.filter(isLogType) } : {};
  const known = [...groups, ...fieldNamesOf(cardsOf(chosen))];
  for (const [index, field] of (isArray(fields) ? fields : []).entries()) {
    if (typeof field !== 'string' || known.includes(field)) continue;
    const message = `${quoted(field)} is not a data set field of ${logTypes === undefined ? 'any log type' : 'these log types'}.`;
    const hint =
      didYouMean(field, known) ??
      'Check its spelling. If this version does not know the field, write its ID.';
    yield error(valueAt([...path, rule, index]), 'unknown-policy-field', message, hint);
  }
}

/** A pattern that matches more than it seems to would allow destinations of other owners. */
function* looseDestinations(policy: JsonObject, path: Path): Problems {
  const allowed = policy['allowedDestinations'];
  for (const [index, destination] of (isArray(allowed) ? allowed : []).entries()) {
    if (!isObject(destination)) continue;
    const here = [...path, 'allowedDestinations', index];
    const { host } = destination;
    if (Object.keys(destination).length === 0) {
      const message = 'The allowed destination has no member, so it would allow all.';
      yield error(valueAt(here), 'missing-member', message, 'Add type, host, bucket or account.');
    } else if (typeof host === 'string' && matchesAnyOwner(host)) {
      const message = `The pattern ${quoted(host)} also matches hosts of other owners.`;
      const hint =
        'Begin it with "*." and end it with your domain: "*.example.com". "*" alone allows all hosts.';
      yield error(valueAt([...here, 'host']), 'invalid-value', message, hint);
    }
  }
}

function isLogType(value: Json): value is LogType {
  return LOG_TYPES.some((one) => one === value);
}
