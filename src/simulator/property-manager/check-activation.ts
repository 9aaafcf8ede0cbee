import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated, simulated } from '../protocol/refusal.ts';
import type { RouteRequest } from '../protocol/route.ts';
import { checkMembers, type Rules } from '../protocol/rules.ts';
import type { RuleVersion, SimulatedProperty } from '../state/property.ts';
import { propertyManagerSettings } from '../state/property-manager-settings.ts';
import { digest } from './etag.ts';
import { PapiRefused, problemType } from './problems.ts';
import type { WantedActivation } from './request-activation.ts';
import { validateTree } from './validation.ts';

const FLAG = { type: 'flag' } as const;

const MEMBERS: Rules = {
  propertyVersion: { type: 'integer', required: true, least: 1 },
  network: { type: 'text', required: true, values: ['STAGING', 'PRODUCTION'] },
  activationType: { type: 'text', values: ['ACTIVATE', 'DEACTIVATE'] },
  note: { type: 'text' },
  notifyEmails: { type: 'list' },
  acknowledgeAllWarnings: FLAG,
  acknowledgeWarnings: { type: 'list' },
  delayValidations: FLAG,
  fastPush: FLAG,
  ignoreHttpErrors: FLAG,
  useFastFallback: FLAG,
  complianceRecord: { type: 'object' },
};

/**
 * Reads the body of an activation.
 * @throws {Refused} With 400, if a member is missing or wrong, or a compliance record is missing or incomplete.
 */
export function readActivation({ accountState, body }: RouteRequest): WantedActivation {
  if (!isObject(body)) throw refusedSimulated('The body must be an object.');
  const findings = checkMembers(MEMBERS, withoutNull(body), '');
  if (findings.length > 0) throw new Refused(400, findings);
  const network = body['network'] === 'PRODUCTION' ? 'PRODUCTION' : 'STAGING';
  const type = body['activationType'] === 'DEACTIVATE' ? 'DEACTIVATE' : 'ACTIVATE';
  const notifyEmails = emailsIn(body['notifyEmails']);
  checkCompliance(body['complianceRecord'], network, propertyManagerSettings(accountState.settings));
  return {
    network,
    type,
    version: Number(body['propertyVersion']),
    note: typeof body['note'] === 'string' ? body['note'] : '',
    notifyEmails,
    usesFallback: body['useFastFallback'] === true,
  };
}

/** `delayValidations` can be null (OpenAPI document). */
function withoutNull({ delayValidations = null, ...body }: JsonObject): JsonObject {
  return delayValidations === null ? body : { ...body, delayValidations };
}

function emailsIn(list: Json | undefined): readonly string[] {
  const emails = isArray(list) ? list : [];
  const valid = emails.filter((email) => typeof email === 'string' && /^[^@\s]+@[^@\s]+$/u.test(email));
  if (valid.length > 0 && valid.length === emails.length) return valid.map(String);
  throw new PapiRefused(400, {
    type: 'v1/activation/bad-notifyemails',
    title: 'Bad notifyEmails',
    detail: 'Activations require at least one email address specified in the `notifyEmails` array.',
  });
}

const RECORD: Rules = {
  noncomplianceReason: {
    type: 'text',
    required: true,
    values: ['NONE', 'OTHER', 'NO_PRODUCTION_TRAFFIC', 'EMERGENCY'],
  },
  otherNoncomplianceReason: { type: 'text' },
  customerEmail: { type: 'text' },
  peerReviewedBy: { type: 'text' },
  unitTested: FLAG,
  ticketId: { type: 'text' },
};

/** The members of a compliance record are those that four clients send. The public documents do not have it. */
function checkCompliance(
  record: Json | undefined,
  network: WantedActivation['network'],
  { needsComplianceRecord }: { readonly needsComplianceRecord: boolean },
): void {
  if (!isObject(record)) {
    if (needsComplianceRecord && network === 'PRODUCTION') throw missingRecord();
    return;
  }
  const findings = checkMembers(RECORD, record, 'complianceRecord.');
  const required =
    record['noncomplianceReason'] === 'NONE'
      ? ['customerEmail', 'peerReviewedBy', 'unitTested']
      : record['noncomplianceReason'] === 'OTHER'
        ? ['otherNoncomplianceReason']
        : [];
  const missing = required.filter((member) => record[member] === undefined || record[member] === '');
  const isUntested =
    required.includes('unitTested') && network === 'PRODUCTION' && record['unitTested'] !== true;
  const all = [
    ...findings,
    ...missing.map((member) => simulated(`complianceRecord needs ${member}.`)),
    ...(isUntested ? [simulated('unitTested must be true on production.')] : []),
  ];
  if (all.length === 0) return;
  throw new PapiRefused(400, {
    type: 'v1/activation/missing-compliance-record-info',
    title: 'Incomplete compliance record',
    detail: `${all.map(({ detail }) => detail).join(' ')} (simulated text)`,
  });
}

/** `messageId`, title and result are those of a recorded response. */
function missingRecord(): PapiRefused {
  return new PapiRefused(400, {
    type: 'v1/missing_compliance_record',
    title: 'Property Manager Exception',
    detail: 'missing_compliance_record',
    members: { messageId: 'missing_compliance_record', result: 'ERROR' },
  });
}

/**
 * Validates the version that is to be activated.
 * @returns The activation, with the problem that makes it fail later if the client delays validations.
 * @throws {PapiRefused} With 400, if the rule tree has errors, or warnings that the request does not acknowledge.
 */
export function withValidation(
  { accountState, body }: RouteRequest,
  property: SimulatedProperty,
  version: RuleVersion,
  wanted: WantedActivation,
): WantedActivation {
  if (wanted.type === 'DEACTIVATE' || wanted.usesFallback) return wanted;
  const { errors, warnings } = validateTree(accountState, property, version);
  const members = isObject(body) ? body : {};
  if (errors.length > 0) {
    const problem = invalidTree(errors);
    if (members['delayValidations'] !== true) throw new PapiRefused(400, problem);
    const { type, ...rest } = problem;
    return {
      ...wanted,
      failureCause: {
        type: problemType(type),
        title: rest.title,
        detail: rest.detail,
        status: 400,
        ...rest.members,
      },
    };
  }
  checkAcknowledged([...warnings, ALWAYS], members);
  return wanted;
}

/** How a refused activation contains the errors of the rule tree is not established. */
function invalidTree(errors: readonly JsonObject[]) {
  return {
    type: 'v0/toolkit/validation_failed',
    title: 'Validation failed',
    detail: 'The property version has errors and cannot be activated (simulated text).',
    members: {
      errors: errors.map(({ type = '', title = 'Validation error', detail = 'Simulated text.' }) => ({
        type,
        title,
        detail,
      })),
    },
  };
}

/** Activations almost always have warnings (validation page). This one does not depend on the rule tree. */
const ALWAYS: JsonObject = {
  type: problemType('v0/validation/origin_not_checked'),
  title: 'Origin not checked',
  detail: 'Check that the origin accepts the requests of this version (simulated text).',
};

function checkAcknowledged(warnings: readonly JsonObject[], body: JsonObject): void {
  const { acknowledgeAllWarnings, acknowledgeWarnings } = body;
  if (acknowledgeAllWarnings === true) return;
  const acknowledged = isArray(acknowledgeWarnings) ? acknowledgeWarnings : [];
  const listed = warnings.map((warning) => ({
    messageId: `msg_${digest(canonicalJson(warning))}`,
    ...warning,
  }));
  if (listed.every(({ messageId }) => acknowledged.includes(messageId))) return;
  throw new PapiRefused(400, {
    type: 'v1/activation/warnings-not-acknowledged',
    title: 'Unacknowledged Warnings',
    detail:
      'Before proceeding, you need to acknowledge the activation warnings listed in the problem response.',
    members: { warnings: listed },
  });
}
