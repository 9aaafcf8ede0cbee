import { flag, list, object, oneOf, type Static } from '../../model/shape.ts';

/** Members that version 3 may omit from responses although they are set (issues and tests of the Terraform provider). */
const OMITTABLE_MEMBER = oneOf([
  'contractId',
  'groupId',
  'integrationType',
  'samplingPercentage',
  'indexName',
  'uploadFilePrefix',
  'uploadFileSuffix',
]);
export type OmittableMember = Static<typeof OMITTABLE_MEMBER>;
export const QUIRKS = object({
  /** Members that responses omit. */
  omittedMembers: list(OMITTABLE_MEMBER),
  /** Omitted `contractId` and `groupId` are returned as `""` and `0` instead. */
  emptiesOmitted: flag(),
  /** Data set fields of JSON streams are returned in a different order. */
  shufflesJsonFields: flag(),
  /** Sources are returned in a different order. */
  shufflesSources: flag(),
  /** Responses list field 2051 among the data set fields while `collectMidgress` is true. */
  addsMidgressField: flag(),
  /** `collectMidgress` is returned only if it is true. */
  omitsFalseMidgress: flag(),
  /**
   * For object stores, unset `uploadFilePrefix` and `uploadFileSuffix` are returned with their defaults `ak` and
   * `ds`.
   */
  returnsFileNameDefaults: flag(),
  /** An unset `tlsHostname` is returned as the host of the endpoint. */
  returnsTlsHostname: flag(),
  /** An unset `compressLogs` is returned with its default. */
  returnsCompression: flag(),
  /** `compressLogs` of S3-compatible stores is returned. The v2 schema of responses omits it. */
  returnsS3CompatibleCompression: flag(),
  /** Responses have `Oracle_Cloud_Storage` instead of `ORACLE_CLOUD_STORAGE`. */
  mixedCaseOracle: flag(),
  /** How a response reports a client certificate: the member of v2, or `mTLS: "Enabled"` of v1. */
  mutualTls: oneOf(['mTlsEnabled', 'mTLS']),
  /** `mTlsEnabled` is also returned if only `caCert` was set. */
  mutualTlsForAuthorityOnly: flag(),
  /** Duplicate ids are returned once. */
  collapsesDuplicates: flag(),
  /** Unset lists and strings are returned as `[]` and `null` (`notificationEmails`, `tags`). */
  returnsUnset: flag(),
  /** Sumo Logic's `collectorCode` is stored and returned, as the v2 schema of responses allows. */
  returnsCollectorCode: flag(),
});
/**
 * Server behaviors that change a response and that a client must handle. Each one can be turned on and off
 * separately.
 */
export type Quirks = Static<typeof QUIRKS>;
/**
 * The default behavior of the server. The comment on each value is the evidence that it is the likely one. Values
 * without evidence are marked "not established".
 */
export const DEFAULT_QUIRKS: Quirks = {
  // The v2 schema of responses requires contractId and groupId. Live tests of four log types PUT back the groupId
  // that they read (akamai/PowerShell). Some accounts omit both: issue 775 of the Terraform provider. Version 11 of the provider
  // keeps configured file name prefixes and suffixes if a response omits them.
  omittedMembers: [],
  // Only matters if members are omitted. The Terraform provider handles both forms. It is not known which form
  // is more common.
  emptiesOmitted: false,
  // Observed on accounts: issue 287 of the Terraform provider, which has compared JSON fields as a set since then.
  shufflesJsonFields: true,
  // No report of a different order. Terraform's unnecessary updates came from the order in the configuration.
  shufflesSources: false,
  // Observed on accounts: issue 671 of the Terraform provider.
  addsMidgressField: true,
  // Recorded responses of streams without midgress omit the member. No v2 schema requires it.
  omitsFalseMidgress: true,
  // The v2 schema of responses has both defaults. Terraform 11 also handles responses without the members.
  returnsFileNameDefaults: true,
  // Off: otherwise the Terraform provider would always plan an update of every HTTPS, Splunk and Elasticsearch stream
  // without the member. No user has reported that. The v2 text says only that the server uses the endpoint's host.
  returnsTlsHostname: false,
  // The v2 schemas of responses have the member for these types. The S3 example also has it, although S3 streams
  // cannot set it.
  returnsCompression: true,
  // The v2 schema of S3-compatible responses lacks the member. Terraform reads it if it is there.
  returnsS3CompatibleCompression: false,
  // Terraform finds the connector of a response by this spelling. With another spelling it would lose an Oracle
  // stream.
  mixedCaseOracle: true,
  // The member of the v2 schema. `mTLS` belongs to v1, and clients still read it.
  mutualTls: 'mTlsEnabled',
  // The v2 schema: returned only if clientCert and clientKey were set.
  mutualTlsForAuthorityOnly: false,
  // Not established: duplicate ids in fixtures are considered noise. The product refuses duplicates anyway.
  collapsesDuplicates: true,
  // The v2 examples and recorded responses have no empty member. Clients send none either.
  returnsUnset: false,
  // Terraform treats the code as not returned, although the v2 schema of responses lists it.
  returnsCollectorCode: false,
};
export const DATASTREAM1_QUIRKS = object({
  /**
   * The status of an active stream after an edit. An edit keeps the status of its base version. Whether an active
   * stream goes into transition is not established.
   */
  editedActive: oneOf(['ACTIVATING', 'ACTIVATED']),
  /** If an active stream is edited, the active streams that share a property with it are also activated again. */
  movesSharingStreams: flag(),
  /** `timeFrame` is returned as a string. The documents call it a string and print it as a number. */
  timeFrameAsText: flag(),
  /** RAW streams return `timeFrame: null` instead of omitting it. The sample of an edit sends null. */
  returnsNullTimeFrame: flag(),
  /** Connectors are returned in a different order. */
  shufflesConnectors: flag(),
});
/** Behaviors of the DataStream 1 server that a client must handle, or that its documents do not define. */
type DataStream1Quirks = Static<typeof DATASTREAM1_QUIRKS>;
/**
 * The comments give the evidence, as in `DEFAULT_QUIRKS`. The documents of DataStream 1 are the only source, because
 * no recorded responses of accounts exist.
 */
export const DEFAULT_DATASTREAM1_QUIRKS: DataStream1Quirks = {
  // Not established. An activation takes 15 minutes, and a new active version requires one.
  editedActive: 'ACTIVATING',
  // The response to an edit lists `affectedStreams`, the other streams that share properties.
  movesSharingStreams: true,
  // The samples print a number, although the table of members says string.
  timeFrameAsText: false,
  // The RAW sample has `timeFrame: null`.
  returnsNullTimeFrame: true,
  // The samples have the order of the request.
  shufflesConnectors: false,
};
