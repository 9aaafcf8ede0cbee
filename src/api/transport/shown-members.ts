import { STREAM_CARDS } from '../../collections/registry.ts';
import type { MemberCards } from '../../model/member-card.ts';
import type { ShownMembers } from '../../redaction/message-body.ts';
import type { ApiName } from './api-name.ts';

/**
 * What `--debug` shows of bodies: the names of members that contain no secret. Members of streams come from their cards,
 * and destinations are judged by their own cards. Everything else is not shown.
 */

/** Problem details (RFC 9457), the `errors[]` envelope of DataStream 2, and other formats of gateways. */
const SENTENCES = words(
  'type title detail instance problemId message errorMessage error errorCode illegalParameter errorLocation field',
);

const PROBLEM = words('status errors warnings code limitKey limit remaining');

/** Members around the content of a stream, and the lists of groups, sources, fields, versions and metrics. */
const STREAMS = words(
  'streamId streamName streamStatus streamVersion streamVersionId streamVersionKey currentVersionId latestVersion status',
  'activationStatus activate archived contractId contractIds createdBy createdDate groupId groupName groups parentGroupId',
  'childGroupIds enabled modifiedBy modifiedDate productId integrationType versions streams affectedStreams',
  'affectedProperties properties propertyId propertyName propertyIds id name metadata page pageSize lastPage totalElements',
  'datasets datasetGroupName datasetFields datasetFieldId datasetFieldIds datasetFieldName datasetFieldJsonKey',
  'datasetFieldDescription datasetFieldGroup datasetGroupDescription deliveryConfiguration frequency intervalInSeconds',
  'fileUploadMetrics totalUploadCount aggregationTime timestamp successUploadsCount recordsAttemptedUpload',
  'recordsFailedUpload uploadedBytes failedUploadAttempts errorCount latencyBuckets latencyInSeconds recordsCount',
  'uploadBuckets uploadTimeInMilliseconds',
);

/** Rule trees, hostnames and notes of people are not among them. */
const PROPERTY_MANAGER = words(
  'accountId contractId contractIds groupId groupName groups parentGroupId propertyId propertyName propertyVersion',
  'propertyType properties includes includeId includeName includeVersion versions items latestVersion stagingVersion',
  'productionVersion stagingStatus productionStatus etag productId ruleFormat suggestedRuleFormat currentRuleFormat',
  'activations activationId activationType activationLink versionLink network submitDate updateDate updatedDate',
  'createFromVersion createFromVersionEtag acknowledgeAllWarnings fallbackInfo fallbackVersion canFastFallback',
  'fastFallbackAttempted fastFallbackExpirationTime fastFallbackRecoveryState op path',
);

/** Tokens, names of people and addresses of the API client are not among them. */
const IDENTITY_MANAGEMENT = words(
  'allowAccountSwitch isLocked clientType apiAccess apis apiName apiId endPoint accessLevel allAccessibleApis groupAccess',
  'groups groupId groupName isBlocked subGroups roleName credentials expiresOn createdOn status',
);

const STREAM_MEMBERS: ShownMembers = {
  plain: new Set([...STREAMS, ...PROBLEM, ...STREAM_CARDS.flatMap(membersOf)]),
  sentences: new Set(SENTENCES),
};

const SHOWN: { readonly [A in ApiName]?: ShownMembers } = {
  DataStream2: STREAM_MEMBERS,
  DataStream1: STREAM_MEMBERS,
  PropertyManager: membersFrom(PROPERTY_MANAGER),
  IdentityManagement: membersFrom(IDENTITY_MANAGEMENT),
};

/**
 * Returns the members that may be shown.
 * @param isError whether the body is an error response. Of the Pull API only these are shown: its records are the logs of
 * visitors.
 */
export function shownMembers(api: ApiName, isError = false): ShownMembers | undefined {
  return api === 'Pull' && isError ? membersFrom([]) : SHOWN[api];
}

function membersFrom(plain: readonly string[]): ShownMembers {
  return { plain: new Set([...plain, ...PROBLEM]), sentences: new Set(SENTENCES) };
}

function membersOf({ members, delivery, lists, readOnly, immutable }: (typeof STREAM_CARDS)[number]) {
  return [
    ...publicNames(members),
    ...publicNames(delivery ?? {}),
    ...lists.flatMap(({ member, idMember, nameMembers }) => [member, idMember, ...nameMembers]),
    ...readOnly,
    ...immutable,
  ];
}

function publicNames(cards: MemberCards): readonly string[] {
  return Object.keys(cards).filter((name) => !cards[name]?.writeOnly && !cards[name]?.credential);
}

function words(...lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => line.split(' '));
}
