/** Members that version 3 may leave out of its answers although they are set (fact sheet, sections 1.1 and 8). */
export type OmittableMember =
  | 'contractId'
  | 'groupId'
  | 'integrationType'
  | 'samplingPercentage'
  | 'indexName'
  | 'uploadFilePrefix'
  | 'uploadFileSuffix';

/** What the server does to an answer that a client must see through; each can be turned on and off by itself. */
export interface Quirks {
  /** Left out of answers. */
  readonly untold: readonly OmittableMember[];
  /** Untold `contractId` and `groupId` come as `""` and `0` instead of being left out. */
  readonly emptiesUntold: boolean;
  /** Data set fields of JSON streams come back in another order. */
  readonly shufflesJsonFields: boolean;
  /** Sources come back in another order. */
  readonly shufflesSources: boolean;
  /** Field 2051 appears among the data set fields while `collectMidgress` is true. */
  readonly addsMidgressField: boolean;
  /** `collectMidgress` is told only when it is true. */
  readonly omitsFalseMidgress: boolean;
  /** `uploadFilePrefix` and `uploadFileSuffix` of object stores are told when left out: `ak`, `ds`. */
  readonly tellsFileNameDefaults: boolean;
  /** An unset `tlsHostname` is told as the host of the endpoint. */
  readonly tellsTlsHostname: boolean;
  /** Compression that was not chosen is told all the same. */
  readonly tellsCompression: boolean;
  /** `compressLogs` of S3-compatible stores is told; the v2 schema of answers leaves it out. */
  readonly tellsS3CompatibleCompression: boolean;
  /** `Oracle_Cloud_Storage` instead of `ORACLE_CLOUD_STORAGE`. */
  readonly mixedCaseOracle: boolean;
  /** How a client certificate is told: the member of v2, or `mTLS: "Enabled"` of v1. */
  readonly mutualTls: 'mTlsEnabled' | 'mTLS';
  /** `mTlsEnabled` also when only `caCert` was given. */
  readonly mutualTlsForAuthorityOnly: boolean;
  /** Ids given twice are told once. */
  readonly collapsesDuplicates: boolean;
  /** Lists and texts that were not given come as `[]` and `null` (`notificationEmails`, `tags`). */
  readonly tellsUnset: boolean;
  /** Sumo Logic's `collectorCode` is kept and told, as the v2 schema of answers allows. */
  readonly tellsCollectorCode: boolean;
}

/**
 * How the server behaves by default. Each value has the evidence that it is the likely one next to it; "section"
 * means the fact sheet of the vendor's API. Values that no evidence supports are marked "not established".
 */
export const DEFAULT_QUIRKS: Quirks = {
  // The v2 schema of responses requires contractId and groupId, and live tests of four log types PUT back the groupId
  // that they read (16.2). Some accounts omit them: issue 775 of the Terraform provider. Its version 11 keeps configured
  // file name prefixes and suffixes if a response omits them.
  untold: [],
  // Only matters if members are omitted; the Terraform provider handles both forms (16.2), none is known to prevail.
  emptiesUntold: false,
  // Observed on accounts: issue 287 of the Terraform provider, which compares JSON fields as a set since.
  shufflesJsonFields: true,
  // No report of another order; Terraform's needless updates came from the order in the configuration (section 8).
  shufflesSources: false,
  // Observed on accounts: issue 671 of the Terraform provider.
  addsMidgressField: true,
  // The member is missing in recorded responses of streams without midgress (section 8); v2 requires it nowhere.
  omitsFalseMidgress: true,
  // The v2 schema of responses has both defaults. Terraform 11 also handles responses without the members (16.2).
  tellsFileNameDefaults: true,
  // Off: the Terraform provider would plan an update of every HTTPS, Splunk and Elasticsearch stream without the
  // member for ever, which no user has reported. The v2 text says only that the server uses the endpoint's host.
  tellsTlsHostname: false,
  // The v2 schemas of responses have the member for these types, and the example of S3, which cannot set it, has it.
  tellsCompression: true,
  // The v2 schema of S3-compatible responses lacks the member (6.1). Terraform reads it if it is there.
  tellsS3CompatibleCompression: false,
  // Terraform finds the connector of a response by this spelling, and would lose an Oracle stream otherwise (6.1).
  mixedCaseOracle: true,
  // The member of the v2 schema; `mTLS` belongs to v1, and clients still read it (2.2).
  mutualTls: 'mTlsEnabled',
  // The v2 schema: returned only if clientCert and clientKey were set.
  mutualTlsForAuthorityOnly: false,
  // Not established: fixtures with duplicate ids are taken for noise (16.2). The product refuses duplicates anyway.
  collapsesDuplicates: true,
  // The v2 examples and recorded responses have no empty member; clients send none either (16.2).
  tellsUnset: false,
  // Terraform treats the code as not returned, although the v2 schema of responses lists it (6.2).
  tellsCollectorCode: false,
};

/** What the server of DataStream 1 does that a client must see through, or that its documents leave open. */
interface DataStream1Quirks {
  /** An edit keeps the status of its base version. Whether an active stream moves for it is not established. */
  readonly editedActive: 'ACTIVATING' | 'ACTIVATED';
  /** The active streams that share a property with an edited active stream are activated again with it. */
  readonly movesSharingStreams: boolean;
  /** `timeFrame` is told as a text: the documents call it a string and print it as a number. */
  readonly timeFrameAsText: boolean;
  /** RAW streams tell `timeFrame: null` instead of leaving it out, as the sample of an edit sends it. */
  readonly tellsNullTimeFrame: boolean;
  /** Connectors come back in another order. */
  readonly shufflesConnectors: boolean;
}

/** Evidence as above. The documents of DataStream 1 are the only source; nobody has recorded responses of accounts. */
const DEFAULT_DATASTREAM1_QUIRKS: DataStream1Quirks = {
  // Not established. An activation takes 15 minutes (4.4), and a new active version needs one.
  editedActive: 'ACTIVATING',
  // The response of an edit lists `affectedStreams`, the others that share properties (3.1).
  movesSharingStreams: true,
  // The samples print a number, where the table of members says string (3.1).
  timeFrameAsText: false,
  // The RAW sample has `timeFrame: null` (3.1).
  tellsNullTimeFrame: true,
  // The samples repeat the order of the request.
  shufflesConnectors: false,
};

/** What can be chosen about a simulated account. Part of the world, so it lives and is saved with it. */
export interface Settings {
  /** How long an activation or deactivation takes in either API, milliseconds. */
  readonly movement: number;
  /** Who signs what a client does: `createdBy`, `modifiedBy`. */
  readonly user: string;
  /** Token bucket: its size, and the milliseconds after which one request grows back. */
  readonly rate: { readonly burst: number; readonly refill: number };
  readonly limits: { readonly streamsPerProperty: number; readonly propertiesPerStream: number };
  readonly quirks: Quirks;
  /** The status after an edit of a DEACTIVATED stream that does not activate it: not established. */
  readonly editedDeactivated: 'INACTIVE' | 'DEACTIVATED';
  /** Members beyond the documented ones that this server takes and tells as they came, by place. */
  readonly extraMembers: {
    readonly root: readonly string[];
    readonly deliveryConfiguration: readonly string[];
    readonly destination: readonly string[];
  };
  /** Hosts and buckets whose access check fails. */
  readonly unreachable: readonly string[];
  /** The same choices for DataStream 1. Its documents tell of no access check. */
  readonly datastream1: {
    readonly limits: { readonly streamsPerProperty: number; readonly propertiesPerStream: number };
    readonly quirks: DataStream1Quirks;
    readonly extraMembers: { readonly root: readonly string[]; readonly connector: readonly string[] };
  };
}

/** Settings of a new account. Each value has its evidence next to it. */
export const DEFAULT_SETTINGS: Settings = {
  // Shorter than at the vendor, where it takes 60 to 90 minutes (4.4), so that a trial is quick.
  movement: 10_000,
  user: 'api-client',
  // 20 requests a minute for a client, which grow back gradually (section 7).
  rate: { burst: 20, refill: 3_000 },
  // Documented: three streams. For properties the documents say 100 and 1000 (section 9); this is the stricter one.
  limits: { streamsPerProperty: 3, propertiesPerStream: 100 },
  quirks: DEFAULT_QUIRKS,
  // Not established (section 15). INACTIVE means saved and never activated (4.1), which is true of the new version.
  editedDeactivated: 'INACTIVE',
  // An example of a member that the vendor adds later. Latency profiles exist, their member's name is not known (1.1).
  extraMembers: { root: ['latencyProfile'], deliveryConfiguration: [], destination: [] },
  unreachable: [],
  datastream1: {
    // Both documented (section 9).
    limits: { streamsPerProperty: 15, propertiesPerStream: 15 },
    quirks: DEFAULT_DATASTREAM1_QUIRKS,
    extraMembers: { root: [], connector: [] },
  },
};
