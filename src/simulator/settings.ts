/** Members that version 3 may leave out of its answers although they are set (fact sheet, sections 1.1 and 8). */
export type UntoldMember = 'contractId' | 'groupId' | 'integrationType' | 'samplingPercentage' | 'indexName';

/** What the server does to an answer that a client must see through; each can be turned on and off by itself. */
export interface Quirks {
  /** Left out of answers. */
  readonly untold: readonly UntoldMember[];
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
  /** `mTlsEnabled` also when only `caCert` was given, as the text of the v2 specification has it. */
  readonly mutualTlsForAuthorityOnly: boolean;
  /** Ids given twice are told once. */
  readonly collapsesDuplicates: boolean;
  /** Lists and texts that were not given come as `[]` and `null` (`notificationEmails`, `tags`). */
  readonly tellsUnset: boolean;
  /** Sumo Logic's `collectorCode` is kept and told, as the v2 schema of answers allows. */
  readonly tellsCollectorCode: boolean;
}

/** How the server behaves by default; what the sources call certain is on, what they contradict is off. */
export const DEFAULT_QUIRKS: Quirks = {
  untold: [],
  emptiesUntold: false,
  shufflesJsonFields: true,
  shufflesSources: false,
  addsMidgressField: true,
  omitsFalseMidgress: true,
  tellsFileNameDefaults: true,
  tellsTlsHostname: true,
  tellsCompression: true,
  tellsS3CompatibleCompression: false,
  mixedCaseOracle: true,
  mutualTls: 'mTlsEnabled',
  mutualTlsForAuthorityOnly: false,
  collapsesDuplicates: true,
  tellsUnset: false,
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

const DEFAULT_DATASTREAM1_QUIRKS: DataStream1Quirks = {
  editedActive: 'ACTIVATING',
  movesSharingStreams: true,
  timeFrameAsText: false,
  tellsNullTimeFrame: true,
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

/**
 * 20 requests a minute for each API, three streams for a property (15 in DataStream 1), as the vendor documents. 100 properties for a stream is the
 * smaller one of the two numbers in its documents. `latencyProfile` stands for what the vendor adds: its real
 * name is not known.
 */
export const DEFAULT_SETTINGS: Settings = {
  movement: 10_000,
  user: 'api-client',
  rate: { burst: 20, refill: 3_000 },
  limits: { streamsPerProperty: 3, propertiesPerStream: 100 },
  quirks: DEFAULT_QUIRKS,
  editedDeactivated: 'INACTIVE',
  extraMembers: { root: ['latencyProfile'], deliveryConfiguration: [], destination: [] },
  unreachable: [],
  datastream1: {
    limits: { streamsPerProperty: 15, propertiesPerStream: 15 },
    quirks: DEFAULT_DATASTREAM1_QUIRKS,
    extraMembers: { root: [], connector: [] },
  },
};
