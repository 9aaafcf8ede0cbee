import type { JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import type { Reply, RouteRequest } from '../protocol/route.ts';
import { flagIn } from '../protocol/rules.ts';
import type { RuleVersion, Versioned } from '../state/property.ts';
import { isRuleFormat } from '../vendor/rule-formats.ts';
import { etagOf, rulesInFormat } from './rule-tree.ts';

/** Media types of rule trees: `application/vnd.akamai.papirules.v2025-10-16+json`. */
const RULES_TYPE = /^application\/vnd\.akamai\.papirules\.([^+;,\s]+)\+json\s*(;|$)/u;

/**
 * Builds the response with the rule tree of a version, in the rule format that the request accepts.
 * @param head The members that identify the version.
 * @param errors Validates the tree. It is called only if the request asks for validation, which is the default.
 * @throws {Refused} With 400 if a query parameter is invalid, and with 406 if the rule format is unknown.
 */
export function rulesReply(
  call: RouteRequest,
  {
    owner,
    version,
    head,
  }: { readonly owner: Versioned; readonly version: RuleVersion; readonly head: JsonObject },
  errors: () => readonly JsonObject[],
): Reply {
  const validates = flagIn(call.query, 'validateRules', true);
  const mode = call.query.get('validateMode') ?? 'full';
  if (mode !== 'full' && mode !== 'fast') {
    throw refusedSimulated('validateMode must be fast or full.', 'validateMode');
  }
  const accepted = acceptedFormat(call);
  const found = validates && mode === 'full' ? errors() : [];
  const etag = etagOf(owner, version);
  const body = {
    ...head,
    etag,
    ruleFormat: accepted ?? version.ruleFormat,
    comments: version.note,
    rules: accepted === undefined ? version.rules : rulesInFormat(version.rules, accepted),
    ...(found.length === 0 ? {} : { errors: found }),
  };
  const type =
    accepted === undefined ? {} : { 'content-type': `application/vnd.akamai.papirules.${accepted}+json` };
  return { status: 200, headers: { etag: `"${etag}"`, ...type }, body };
}

/** Returns the rule format that the request asks for, or undefined if it accepts the format of the version. */
function acceptedFormat({ headers: { accept = '*/*' } }: RouteRequest): string | undefined {
  const ranges = accept.split(',').map((range) => range.trim());
  const format = ranges.map((range) => RULES_TYPE.exec(range)?.[1]).find((found) => found !== undefined);
  if (format !== undefined && isRuleFormat(format)) return format;
  const takesJson = ranges.some((range) => /^(application\/(json|\*)|\*\/\*)\s*(;|$)/u.test(range));
  if (format !== undefined || !takesJson) throw new Refused(406, []);
  return undefined;
}
