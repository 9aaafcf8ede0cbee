import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Finding, Refused, simulated } from '../protocol/refusal.ts';
import { checkMembers, type Rules } from '../protocol/rules.ts';
import { type AccountState, latest, type SimulatedStream } from '../state/account-state.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';
import { checkDelivery, checkLogTypeFormat, keptDelivery } from './check-delivery.ts';
import {
  type AcceptedDestination,
  acceptDestination,
  checkAccess,
  checkDestination,
} from './check-destination.ts';
import { type Addressee, checkFields, checkName, checkSources, idsIn } from './check-lists.ts';
import { normaliseBody } from './normalise-body.ts';

/** A valid request body, as the new version stores it. */
export interface Draft {
  readonly content: JsonObject;
  readonly given: readonly string[];
  readonly groupId: number;
}

/**
 * Checks a whole request body as a create or an edit of a stream.
 * @param stream The stream to edit. Omitted: the body is for a create.
 * @throws {Refused} With every finding in the body.
 */
export function checkBody(
  accountState: AccountState,
  logType: Addressee['logType'],
  sent: Json,
  stream?: SimulatedStream,
): Draft {
  if (!isObject(sent)) throw new Refused(400, [simulated('The body must be an object.')]);
  const addressee: Addressee = { logType, ...(stream ? { streamId: stream.streamId } : {}) };
  const extra = accountState.settings.extraMembers.root;
  const rules = rootRules(addressee);
  const body = normaliseBody(sent, addressee, [...Object.keys(rules), ...extra]);
  const destination = checkDestination(body['destination'], accountState.settings);
  const findings = [
    ...checkMembers(rules, body, '', extra),
    ...checkName(body['streamName'], addressee, accountState),
    ...checkEmails(body['notificationEmails']),
    ...checkSources(body, addressee, accountState),
    ...checkFields(body, addressee),
    ...checkDelivery(body['deliveryConfiguration'], destination.accepted?.vendor, accountState.settings),
    ...checkLogTypeFormat(body['deliveryConfiguration'], logType),
    ...destination.findings,
  ];
  if (findings.length > 0 || !destination.accepted) throw new Refused(400, findings);
  const draft = drafted(accountState, body, destination.accepted, addressee, stream);
  checkScope(accountState, draft);
  const unreachable = checkAccess(destination.accepted.content, accountState.settings);
  if (unreachable.length > 0) throw new Refused(400, unreachable);
  return draft;
}

/** An edit has no `groupId`. The server ignores it in an edit, for every log type (live tests of akamai/PowerShell). */
function rootRules({ logType, streamId }: Addressee): Rules {
  const { sources, fixedFields, needsPlace, midgress } = VENDOR_LOG_TYPES[logType];
  const list = { type: 'list', required: true, least: 1 } as const;
  const place = needsPlace ? ({ required: true } as const) : {};
  return {
    streamName: { type: 'text', required: true, most: 1000 },
    contractId: { type: 'text', ...place },
    ...(streamId === undefined ? { groupId: { type: 'integer', least: 1, ...place } } : {}),
    ...(sources ? { [sources.member]: list } : {}),
    ...(fixedFields ? {} : { datasetFields: list }),
    deliveryConfiguration: { type: 'object', required: true },
    destination: { type: 'object', required: true },
    ...(midgress ? { collectMidgress: { type: 'flag' } } : {}),
    samplingPercentage: { type: 'integer', least: 1, most: 100 },
    notificationEmails: { type: 'list' },
  };
}

/** Returns the names of the root members that a create of a log type may have. */
export function knownRootMembers(logType: Addressee['logType']): readonly string[] {
  return Object.keys(rootRules({ logType }));
}

/**
 * Reads a body of a stream that is assumed to exist already. The simulator does not check it, so it refuses nothing.
 */
export function acceptUnchecked(
  accountState: AccountState,
  logType: Addressee['logType'],
  body: JsonObject,
): Draft {
  const accepted = acceptDestination(body['destination'], accountState.settings);
  return drafted(accountState, body, accepted, { logType });
}

function checkEmails(list: Json | undefined): readonly Finding[] {
  if (!isArray(list)) return [];
  return list.flatMap((email, index) => {
    const at = `notificationEmails[${index}]`;
    const right = typeof email === 'string' && /^[^@\s]+@[^@\s]+$/u.test(email);
    return right ? [] : [simulated(`${at} must be an e-mail address.`, at)];
  });
}

function drafted(
  accountState: AccountState,
  body: JsonObject,
  { vendor, content, given }: AcceptedDestination,
  { logType }: Addressee,
  stream?: SimulatedStream,
): Draft {
  const { sources, fixedFields } = VENDOR_LOG_TYPES[logType];
  const delivery = body['deliveryConfiguration'];
  const fallback = homeOf(accountState, body, stream);
  const groupId = stream?.groupId ?? body['groupId'];
  return {
    given,
    groupId: typeof groupId === 'number' ? groupId : fallback.groupId,
    content: {
      ...pick(body, ['streamName', 'collectMidgress', 'samplingPercentage', 'notificationEmails']),
      ...pick(body, accountState.settings.extraMembers.root),
      // A response may contain an empty contractId (quirk `emptiesUntold`), and an edit may send the empty string back.
      contractId: body['contractId'] || fallback.contractId,
      ...(sources ? { [sources.member]: itemsOf(body[sources.member], sources.idMember) } : {}),
      ...(fixedFields ? {} : { datasetFields: itemsOf(body['datasetFields'], 'datasetFieldId') }),
      deliveryConfiguration: isObject(delivery) ? keptDelivery(delivery, vendor) : {},
      destination: content,
    },
  };
}

/** CDN streams may omit contract and group. The server then uses those of the stream, or of its first property. */
function homeOf(
  accountState: AccountState,
  body: JsonObject,
  stream?: SimulatedStream,
): { readonly contractId: string; readonly groupId: number } {
  const [first] = idsIn(body['properties'], 'propertyId');
  const property = accountState.accountObjects.properties.find(({ propertyId }) => propertyId === first);
  const kept = stream === undefined ? undefined : latest(stream).content['contractId'];
  return {
    contractId: typeof kept === 'string' ? kept : (property?.contractId ?? ''),
    groupId: stream?.groupId ?? property?.groupId ?? 0,
  };
}

function checkScope(accountState: AccountState, { groupId, content }: Draft): void {
  const group = accountState.accountObjects.groups.find((known) => known.groupId === groupId);
  if (!group) throw new Refused(403, [{ detail: NO_GROUP, known: true }]);
  const contract = content['contractId'];
  if (typeof contract === 'string' && group.contractIds.includes(contract)) return;
  throw new Refused(400, [simulated('The contract does not belong to the group.', 'contractId')]);
}

/** The vendor's error message for a group that the caller has no access to. */
export const NO_GROUP = 'User is not having access for the group. Access denied, please contact support.';

function itemsOf(list: Json | undefined, idMember: string): Json {
  return idsIn(list, idMember).map((id) => ({ [idMember]: id }));
}

function pick(object: JsonObject, members: readonly string[]): JsonObject {
  const kept = members.flatMap((member) => {
    const value = object[member];
    return value === undefined ? [] : [[member, value] as const];
  });
  return Object.fromEntries(kept);
}
