import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { Refused, refusedSimulated } from '../protocol/refusal.ts';
import type { Reply, Route, RouteRequest } from '../protocol/route.ts';
import { checkMembers } from '../protocol/rules.ts';
import { withProperty } from '../state/account-state.ts';
import { newestVersion, type RuleVersion, withCopy, withVersion } from '../state/property.ts';
import { isRuleFormat } from '../vendor/rule-formats.ts';
import { linkIn, rulesHead } from './answers.ts';
import { checkEditable, checkEtagInBody, checkPrecondition, elementHeaders, isDryRun } from './check-edit.ts';
import { checkForm, checkLocks } from './check-rules.ts';
import { etagOf } from './etag.ts';
import { applyPatch, PatchFailure, readPatch } from './json-patch.ts';
import { idWriter, requestedProperty, requestedVersion } from './request.ts';
import { RULES_TYPE, rulesReply } from './rules-reply.ts';
import { validateTree } from './validation.ts';

const RULES = '/properties/{propertyId}/versions/{version}/rules';

/** The operations that create and edit versions of properties. */
export const WRITE_ROUTES: readonly Route[] = [
  { method: 'POST', pattern: '/properties/{propertyId}/versions', takesBody: true, run: createVersion },
  {
    method: 'PUT',
    pattern: RULES,
    takesBody: true,
    mediaTypes: /^application\/(vnd\.akamai\.papirules\.[^;]+\+)?json\s*(;|$)/iu,
    run: replaceRules,
  },
  {
    method: 'PATCH',
    pattern: RULES,
    takesBody: true,
    mediaTypes: /^application\/json-patch\+json\s*(;|$)/iu,
    run: patchRules,
  },
];

function createVersion(call: RouteRequest): Reply {
  const property = requestedProperty(call);
  const id = idWriter(call);
  const body = objectBody(call);
  const findings = checkMembers(
    {
      createFromVersion: { type: 'integer', required: true, least: 1 },
      createFromVersionEtag: { type: 'text' },
    },
    body,
    '',
  );
  if (findings.length > 0) throw new Refused(400, findings);
  const { createFromVersion, createFromVersionEtag: etag } = body;
  const source = property.versions.find(({ version }) => version === createFromVersion);
  if (!source) throw new Refused(404, []);
  checkEtagInBody(etag, etagOf(property, source));
  const { accountState, now } = call;
  const changed = withCopy(property, source, { by: accountState.settings.user, now });
  const versionLink = linkIn(changed, `versions/${newestVersion(changed).version}`, id);
  return {
    accountState: withProperty(accountState, changed),
    status: 201,
    headers: { location: versionLink },
    body: { versionLink },
  };
}

/** Members of a response that a client may send back with the rules. */
const RETURNED = [
  'accountId',
  'contractId',
  'groupId',
  'propertyId',
  'propertyName',
  'propertyVersion',
  'ruleFormat',
  'errors',
  'warnings',
];

/** A PUT without comments keeps the note. The member `ruleFormat` has no effect, since the media type decides. */
function replaceRules(call: RouteRequest): Reply {
  return writeRules(call, (version, current) => {
    const body = objectBody(call);
    const findings = checkMembers(
      { rules: { type: 'object', required: true }, comments: { type: 'text' }, etag: { type: 'text' } },
      body,
      '',
      RETURNED,
    );
    if (findings.length > 0) throw new Refused(400, findings);
    const { rules, comments, etag } = body;
    checkEtagInBody(etag, current);
    const ruleFormat = sentFormat(call) ?? version.ruleFormat;
    return {
      rules: checkForm(rules, ruleFormat),
      ruleFormat,
      note: typeof comments === 'string' ? comments : version.note,
    };
  });
}

/**
 * Returns the rule format of the body, or undefined if it is that of the version.
 * @throws {Refused} With 415 if the simulator does not know it.
 */
function sentFormat({ headers: { 'content-type': type = '' } }: RouteRequest): string | undefined {
  const format = RULES_TYPE.exec(type)?.[1];
  if (format !== undefined && !isRuleFormat(format)) throw new Refused(415, []);
  return format;
}

function patchRules(call: RouteRequest): Reply {
  return writeRules(call, ({ rules, ruleFormat, note }) => {
    const patched = patchedDocument({ rules }, call.body);
    return { rules: checkForm(patched['rules'], ruleFormat), ruleFormat, note };
  });
}

/** The vendor's status for an operation that cannot be applied is not established. */
function patchedDocument(document: JsonObject, patch: Json): JsonObject {
  try {
    const operations = readPatch(patch);
    const places = operations.flatMap((operation) =>
      'from' in operation ? [operation.path, operation.from] : [operation.path],
    );
    const outside = places.find((place) => place !== '/rules' && !place.startsWith('/rules/'));
    if (outside !== undefined) throw new PatchFailure(`${outside} does not start with /rules.`);
    const patched = applyPatch(document, operations);
    return isObject(patched) ? patched : {};
  } catch (error) {
    if (error instanceof PatchFailure) throw refusedSimulated(error.message);
    throw error;
  }
}

type Draft = Pick<RuleVersion, 'rules' | 'ruleFormat' | 'note'>;

/** The precondition comes first: a patch that no longer fits the newer tree is a conflict, not an error of the client. */
function writeRules(call: RouteRequest, draftOf: (version: RuleVersion, etag: string) => Draft): Reply {
  const { accountState, now } = call;
  const property = requestedProperty(call);
  const version = requestedVersion(property, call);
  const isDry = isDryRun(call);
  checkEditable(property, version);
  const current = etagOf(property, version);
  checkPrecondition(call, current);
  const draft = draftOf(version, current);
  checkLocks(version.rules, draft.rules);
  const headers = elementHeaders(call, property, draft.rules);
  const edited = {
    ...version,
    ...draft,
    edits: (version.edits ?? 0) + 1,
    updatedBy: accountState.settings.user,
    updatedAt: now,
  };
  const etag = isDry ? current : etagOf(property, edited);
  const head = rulesHead(property, version, idWriter(call));
  const reply = rulesReply(call, { version: edited, etag, head }, () =>
    validateTree(accountState, property, draft),
  );
  return {
    ...reply,
    headers: { ...reply.headers, ...headers },
    ...(isDry ? {} : { accountState: withProperty(accountState, withVersion(property, edited)) }),
  };
}

function objectBody({ body }: RouteRequest): JsonObject {
  if (isObject(body)) return body;
  throw refusedSimulated('The body must be an object.');
}
