import type { JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import type { Reply, RouteRequest } from '../protocol/route.ts';
import { flagIn } from '../protocol/rules.ts';
import type { RuleVersion } from '../state/property.ts';
import { isRuleFormat } from '../vendor/rule-formats.ts';
import { rulesInFormat } from './rule-tree.ts';
import { type Findings, NO_FINDINGS } from './validation.ts';

/** Media types of rule trees: `application/vnd.akamai.papirules.v2025-10-16+json`. */
export const RULES_TYPE = /^application\/vnd\.akamai\.papirules\.([^+;,\s]+)\+json\s*(;|$)/u;

/**
 * Builds the response with the rule tree of a version, in the rule format that the request accepts.
 * @param head The members that identify the version.
 * @param validate Validates the tree. It is called only if the request asks for validation, which is the default.
 * @throws {Refused} With 400 if a query parameter is invalid, and with 406 if the rule format is unknown.
 */
export function rulesReply(
  call: RouteRequest,
  {
    version,
    etag,
    head,
  }: { readonly version: RuleVersion; readonly etag: string; readonly head: JsonObject },
  validate: () => Findings,
): Reply {
  const validates = flagIn(call.query, 'validateRules', true);
  const mode = call.query.get('validateMode') ?? 'full';
  if (mode !== 'full' && mode !== 'fast') {
    throw refusedSimulated('validateMode must be fast or full.', 'validateMode');
  }
  const accepted = acceptedFormat(call);
  const { errors, warnings } = validates && mode === 'full' ? validate() : NO_FINDINGS;
  const body = {
    ...head,
    etag,
    ruleFormat: accepted ?? version.ruleFormat,
    comments: version.note,
    rules: accepted === undefined ? version.rules : rulesInFormat(version.rules, accepted),
    ...(errors.length === 0 ? {} : { errors }),
    ...(warnings.length === 0 ? {} : { warnings }),
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
