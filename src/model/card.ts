import type { Collection, Kind } from './collection.ts';
import type { Json, JsonObject } from './json.ts';

/** The log formats of DataStream 2. */
export type LogFormat = 'STRUCTURED' | 'JSON';

/**
 * How much of a value is a credential: all of it, or parts of a URL. `url`: user info, fragment, secret query parameters and
 * random parts of the path; `url-path`: its whole path as well; else as the rule of the destination says.
 */
export type Credential = 'whole' | 'url' | 'url-path' | UrlCredential;

/** Which parts of a URL act as credentials, in addition to its user info, its fragment and query parameters that are named so. */
export interface UrlCredential {
  /**
   * Parts of the path: none, where the vendor documents all of it; those that look generated (`random`); all; or what
   * follows a documented beginning, a regular expression, and those that look generated elsewhere.
   */
  readonly path: 'none' | 'random' | 'all' | { readonly after: string };
  /** The write-only members that are meant for it. Absent: only a reference for the whole address hides it. */
  readonly members?: readonly string[];
}

/**
 * What it means that a response does not have a member. `unreadable`: every documented response has it, so one without
 * it is not a response that can be compared; the stream is blocked. `default`: the vendor's default applies, or nothing
 * is set. `unknown`: the API may omit it although it is set; then it is not compared, and it is never part of the
 * digest that a write is checked against.
 */
export interface Absence {
  readonly means: 'unreadable' | 'default' | 'unknown';
  /** Where that is documented or was observed. */
  readonly source: string;
}

/** One member of a stream, a delivery configuration or a destination, told once and used everywhere. */
export interface MemberCard {
  /** One or two sentences for editors and docs: what it is, unit, range. */
  readonly description: string;
  /** JSON Schema of a literal value, without description and examples. */
  readonly schema: JsonObject;
  readonly examples?: readonly Json[];
  /**
   * Forms that a text should have. Published set-ups differ from them, or only clients and examples show them, so that
   * another form is a warning for a new stream.
   */
  readonly advice?: readonly FormAdvice[];
  /** Texts that differ in case only mean the same (content types). */
  readonly caseless?: true;
  /** The vendor refuses a create or an edit without it. */
  readonly required?: true;
  /** The vendor refuses a create without it; an existing stream's manifest may leave it out (`groupId`). */
  readonly requiredToCreate?: true;
  /** Sent on every create and edit, never returned: a secret. Takes a reference, never a literal. */
  readonly writeOnly?: true;
  /**
   * Returned in clear, yet often a credential: the `whole` value (a custom header's value), the userinfo and query of
   * a `url`, or its path too (`url-path`). Takes a literal (compared, masked) or a reference (then write-only). Beside
   * `writeOnly` it says that some answers tell the secret all the same: they are sealed, and manifests still take a
   * reference only.
   */
  readonly credential?: Credential;
  /** What the vendor assumes when the member is left out. Absent = the same as not given at all. */
  readonly default?: Json;
  /**
   * When requests contain the default. Without this: if the manifest has it, or if an update changes another live value to it.
   * `repeated`: an update also repeats it if the live stream returns it, as official clients do. `if-different`: only if an
   * update changes another live value to it. `always`: in every request, since an omitted member is not documented to mean it.
   */
  readonly sendsDefault?: 'repeated' | 'if-different' | 'always';
  /**
   * The vendor documents one value, which manifests may repeat and which is never sent. A live stream with another value
   * keeps it: updates send it back, and plans and imports name it.
   */
  readonly constant?: Json;
  /** What a response without it (missing or null) means. A test asks it of every card; members of our own have none. */
  readonly absence?: Absence;
  /** The same for the members of an object (`frequency.intervalInSeconds`). */
  readonly nested?: Readonly<Record<string, Absence>>;
  /** Left out, it is the host of this member's URL (`tlsHostname` of `endpoint`). */
  readonly defaultHostOf?: string;
  /** A prefix that other Akamai tools write before the id, dropped: `ctr_`. */
  readonly prefix?: string;
  /** A list whose order means nothing. */
  readonly set?: true;
  /** A change of it changes what each record is: whatever reads them has to change too (`timeFrame`). */
  readonly changesRecordShape?: true;
  /** Belongs to a stream only where another member of it has this value (`sampleRate`: `streamType` RAW); dropped elsewhere. */
  readonly onlyWhen?: { readonly member: string; readonly equals: Json };
  /** Takes part in an edit that changes nothing in what is delivered (`displayName`, `notificationEmails`). */
  readonly cosmetic?: true;
  /** Pages and files that say so. */
  readonly source?: string;
}

/** The receiver of a destination's secrets. */
type Audience = { readonly hostIn: string } | { readonly vendor: string };

/** A form that a text should have. */
export interface FormAdvice {
  /** A regular expression. */
  readonly pattern: string;
  /** What a text without that form lacks, after the member's name: `should begin with https://`. */
  readonly message: string;
  /** Where the form is from, and what differs from it. */
  readonly source: string;
}

/** One destination type: everything the product knows of it. A new destination is one file and one registry line. */
export interface DestinationCard {
  /** Its type as it is sent. Answers are compared without regard to case (Oracle comes back mixed). */
  readonly type: string;
  /** For people: `Amazon S3`. */
  readonly title: string;
  /** Object stores take file name prefix and suffix; HTTPS types have none. */
  readonly family: 'object' | 'https';
  /** Formats it takes; absent where the API has no choice of them. */
  readonly formats?: readonly LogFormat[];
  /** All members but the type and the name, which every destination has (see `DestinationSet`). */
  readonly members: Readonly<Record<string, MemberCard>>;
  /** Told by the API, never sent, never compared by itself (`mTlsEnabled`). */
  readonly readOnly: readonly string[];
  /** Members that must be given together or not at all. */
  readonly requiredTogether: readonly (readonly [string, string])[];
  /** Members that are needed when another one has a value (BASIC authentication: user name and password). */
  readonly requiredWhen: readonly {
    readonly member: string;
    readonly equals: Json;
    readonly needs: readonly string[];
  }[];
  /** Members that say where logs go. If one changes while a secret's reference stays, that secret goes to a new place. */
  readonly address: readonly string[];
  /**
   * Who receives the secrets: the host in one of the members, or a vendor with one sign-in service for all of its
   * buckets, so that its keys mean nothing to anyone else.
   */
  readonly audience: Audience;
  /**
   * What the API writes to the destination to check access, at every create and edit; ends without a full stop. Absent
   * where the documents tell of no such check.
   */
  readonly probe?: string;
  /** Documentation. */
  readonly source: string;
}

/** How one API says where logs go: which member of a spec holds it, and what all its destinations have. */
export interface DestinationSet {
  /** The member of a spec: `destination`, or `connectors`. */
  readonly member: string;
  /**
   * Any number of destinations, none included: a list in manifests and on the wire. In canonical form it is an object
   * whose members are named as the destinations are, so that each is compared with the one of its name.
   */
  readonly many: boolean;
  /** In people's words: `destination`, `connector`. */
  readonly noun: string;
  /** `destinationType`, `connectorType`. */
  readonly typeMember: string;
  /** `displayName`, `connectorName`. */
  readonly nameMember: string;
  readonly name: MemberCard;
  readonly cards: readonly DestinationCard[];
  /** The API writes to destinations at every create and edit, and refuses the write if that fails. */
  readonly probes: boolean;
}

/** A data set field the product knows by number, JSON key and name. */
export interface FieldCard {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly group: string;
  /** For streams only in which another member has this value (RAW and AGGREGATE streams have fields of their own). */
  readonly onlyWhen?: { readonly member: string; readonly equals: Json };
}

/** A list at the root of a stream: its sources (properties, zones, configurations) or its data set fields. */
export interface ListCard {
  /** Its name in manifests and in the canonical spec; also the wire name. */
  readonly member: string;
  readonly role: 'sources' | 'fields';
  readonly description: string;
  /** The member of a wire item that identifies it: `propertyId`, `zoneName`, `ssid`. */
  readonly idMember: string;
  /** Members of a wire item that tell its name and, for fields, its JSON key. Empty: it is identified by name only. */
  readonly nameMembers: readonly string[];
  /** What the identifying member is. Numbers may be given by name where `nameMembers` is not empty. */
  readonly id: 'number' | 'string';
  /** A prefix that other Akamai tools write before the id, dropped: `prp_`. */
  readonly prefix?: string;
  readonly required: boolean;
  /** What a response without the list, or with an item without `idMember`, means. An empty list is a value. */
  readonly absence: Absence;
  /** The vendor refuses requests that have it (application security: data set fields are told, not chosen). */
  readonly readOnly?: true;
  readonly examples: readonly Json[];
  /** The most streams that may name one item, where the vendor has a limit (3 streams for a property). */
  readonly streamsPerItem?: number;
  /** The most items of one stream, where the vendor has a limit. */
  readonly most?: number;
  /** In people's words: `property`, `zone`. */
  readonly noun: string;
  readonly source?: string;
}

/** What is pulled from an API that keeps logs: one record for each request, or numbers over a time frame. */
export type Report = 'raw' | 'aggregate';

/** One generation of the API: what its streams have in common, whatever their log type. */
export interface ApiCard {
  readonly kind: Kind;
  /** For people: `DataStream 2`. */
  readonly title: string;
  /** How long an activation or a deactivation takes as the vendor documents it, and when it is overdue; minutes. */
  readonly transition: { readonly least: number; readonly most: number; readonly overdue: number };
}

/** One collection (an API and a log type): everything the product knows of its streams. */
export interface StreamCard {
  readonly collection: Collection;
  /** For people: `CDN`, `Edge DNS`. */
  readonly title: string;
  readonly lists: readonly ListCard[];
  /** Root members that are sent and are neither lists, `streamName`, `deliveryConfiguration` nor the destinations. */
  readonly members: Readonly<Record<string, MemberCard>>;
  /**
   * Members of `deliveryConfiguration` (`frequency` is an object member with a default inside its schema). Absent: the
   * API has no such block.
   */
  readonly delivery?: Readonly<Record<string, MemberCard>>;
  /** What a response without `deliveryConfiguration`, or without its destinations, means. */
  readonly absence: Absence;
  /** The only log formats of these streams, whatever their destination takes. Absent: the destination decides. */
  readonly formats?: readonly LogFormat[];
  /** The member that says where logs go: names a `DestinationSet`. */
  readonly destinations: 'destination' | 'connectors';
  /** Root members that are told, never sent, and never compared. */
  readonly readOnly: readonly string[];
  /** Members that cannot change once the stream exists (`groupId`). An edit does not carry them, unless `editRepeats` says so. */
  readonly immutable: readonly string[];
  /** An edit repeats the immutable members as the stream has them, instead of leaving them out. */
  readonly editRepeats?: true;
  /** Stream names are unique within a group only, not within the collection. */
  readonly namedByGroup?: true;
  /**
   * No document says that the API refuses a second stream with a name that is taken, so the collection is listed again
   * after each create: two runs at the same time may both find the name free.
   */
  readonly namesMayRepeat?: true;
  /**
   * What a write does to the activation. `asked`: it carries `activate`, and activates by itself. `inherited`: a new
   * stream is inactive, an edited one keeps its status, and activating is a call of its own.
   */
  readonly activation: 'asked' | 'inherited';
  /** Answers to writes tell ids only, so that each takes one more request to see what the server kept. */
  readonly writesReturnIdsOnly?: true;
  /** Logs can be pulled; a member's value tells which report a stream makes. Absent: they go to destinations only. */
  readonly pull?: { readonly member: string; readonly reports: Readonly<Record<string, Report>> };
  /** Known fields; the live list depends on the product, so an id that is not here is only a warning. */
  readonly fields: readonly FieldCard[];
  /** Fields the server adds by itself and refuses in a manifest, with the member that causes them (2051: `collectMidgress`). */
  readonly serverFields: readonly { readonly id: number; readonly because: string }[];
  /**
   * What logs need besides the activation, as a clause after `logs start:`. `{stream}` is replaced by the stream's id. The
   * behaviors of both generations belong to Property Manager.
   */
  readonly logsStart: string;
  /**
   * An edit of an active stream re-activates the active streams that share a source with it, and `modifiedDate` does not
   * say when: it is the version's.
   */
  readonly editReactivatesSharedSources?: true;
}
