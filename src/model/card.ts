import type { Collection, Kind } from './collection.ts';
import type { Json, JsonObject } from './json.ts';

/** The log formats of DataStream 2. */
export type LogFormat = 'STRUCTURED' | 'JSON';

/**
 * Which part of a value is a credential. `whole`: all of it. `url`: user info, fragment, secret query parameters and
 * random parts of the path of a URL. `url-path`: the same and the whole path. Otherwise, the rule of the destination
 * applies.
 */
export type Credential = 'whole' | 'url' | 'url-path' | UrlCredential;

/**
 * Which parts of a URL act as credentials, in addition to its user info, its fragment and query parameters with
 * secret names.
 */
export interface UrlCredential {
  /**
   * Parts of the path. `none`: the vendor documents all of it. `random`: segments that look generated. `all`: the
   * whole path. `after`: a regular expression for a documented beginning; the segment after it, and segments
   * elsewhere that look generated.
   */
  readonly path: 'none' | 'random' | 'all' | { readonly after: string };
  /**
   * The write-only members that are intended for this secret. Absent: only a reference for the whole address keeps it
   * out of the manifest.
   */
  readonly members?: readonly string[];
}

/**
 * The meaning of a member that is missing in a response. `unreadable`: every documented response has the member, so a
 * response without it cannot be compared, and the stream is blocked. `default`: the vendor's default applies, or
 * nothing is set. `unknown`: the API may omit the member although it is set. Such a member is not compared, and it is
 * never part of the digest that a write is checked against.
 */
export interface Absence {
  readonly means: 'unreadable' | 'default' | 'unknown';
  /** The document, or the observation, that shows it. */
  readonly source: string;
}

/**
 * What the value of a member means, for code that must not depend on its name. `logged-share`: the percentage of
 * requests that is logged, so a lower value loses logs. `midgress`: whether traffic between the vendor's servers is
 * logged. `log-format`: the format of log lines.
 */
export type Trait = 'logged-share' | 'midgress' | 'log-format';

/** The member of a stream that contains the members of `StreamCard.delivery`. */
export const DELIVERY = 'deliveryConfiguration';

/** One member of a stream, a delivery configuration or a destination. It is defined once and used everywhere. */
export interface MemberCard {
  /** One or two sentences for editors and documentation: meaning, unit, range. */
  readonly description: string;
  /** JSON Schema of a literal value, without description and examples. */
  readonly schema: JsonObject;
  readonly examples?: readonly Json[];
  /**
   * Forms that a string should have. They are advice because published configurations differ from them, or because
   * only clients and examples show them. Another form is a warning for a new stream.
   */
  readonly advice?: readonly FormAdvice[];
  /** Strings that differ only in case are equal (content types). */
  readonly caseless?: true;
  /** The vendor refuses a create or an update without it. */
  readonly required?: true;
  /** The vendor refuses a create without it. The manifest of an existing stream may omit it (`groupId`). */
  readonly requiredToCreate?: true;
  /** A secret: sent on every create and update, never returned. Takes a reference, never a literal. */
  readonly writeOnly?: true;
  /**
   * Returned in plain text, but often a credential: the `whole` value (the value of a custom header), user info and
   * query of a `url`, or its path as well (`url-path`). Takes a literal (compared, masked) or a reference (then
   * write-only). Together with `writeOnly`, it means that some responses contain the secret anyway: it is redacted
   * there, and manifests still take a reference only.
   */
  readonly credential?: Credential;
  /**
   * The value that the vendor assumes if the member is omitted. Absent: omitting the member means that it is not set.
   */
  readonly default?: Json;
  /**
   * When requests contain the default. Without this: if the manifest has it, or if an update changes another live
   * value to it. `repeated`: an update also repeats it if the live stream returns it, as official clients do.
   * `if-different`: only if an update changes another live value to it. `always`: in every request, because no
   * document says that an omitted member means the default.
   */
  readonly sendsDefault?: 'repeated' | 'if-different' | 'always';
  /**
   * The only value that the vendor documents. Manifests may repeat it, and it is never sent. A live stream with
   * another value keeps it: updates send that value back, and plans and imports report it.
   */
  readonly constant?: Json;
  /**
   * The meaning of a response in which the member is missing or null. A test requires it of every card. Members that
   * only this product defines have none.
   */
  readonly absence?: Absence;
  /** The same for the members of an object (`frequency.intervalInSeconds`). */
  readonly nested?: Readonly<Record<string, Absence>>;
  /** If omitted, the value is the host of this URL member (`tlsHostname` of `endpoint`). */
  readonly defaultHostOf?: string;
  /** A prefix that other Akamai tools write before the id (`ctr_`). It is removed. */
  readonly prefix?: string;
  /** A list whose order has no meaning. */
  readonly set?: true;
  /** What its value means. Plans and their texts find the member by this trait. */
  readonly trait?: Trait;
  /** Applies to destinations of this family only. For others, the API ignores it (names of files). */
  readonly onlyFor?: DestinationCard['family'];
  /**
   * A change of this member changes the meaning of each record, so the software that reads the records must change
   * too (`timeFrame`).
   */
  readonly changesRecordShape?: true;
  /**
   * Belongs to a stream only if another member has this value (`sampleRate`: `streamType` RAW). Otherwise it is
   * removed.
   */
  readonly onlyWhen?: { readonly member: string; readonly equals: Json };
  /** An update of this member does not change what is delivered (`displayName`, `notificationEmails`). */
  readonly cosmetic?: true;
  /** Pages and files that document it. */
  readonly source?: string;
}

/** A client certificate. Responses do not contain it. They only state whether there is one. */
export interface ClientCertificate {
  /** The names of the flag that states it. The first one is that of the canonical form. */
  readonly flags: readonly [string, ...string[]];
  /** The write-only members with the certificate and its key. */
  readonly members: readonly [string, string];
  /** The member with a certificate authority. The documents disagree on whether it alone sets the flag. */
  readonly authority: string;
}

/** The receiver of a destination's secrets. */
type Audience = { readonly hostIn: string } | { readonly vendor: string };

/** A form that a string should have. */
export interface FormAdvice {
  /** A regular expression. */
  readonly pattern: string;
  /**
   * What is wrong with a string that does not match, to follow the name of the member: `should begin with https://`.
   */
  readonly message: string;
  /** The source of the form, and known values that differ from it. */
  readonly source: string;
}

/**
 * One destination type: everything that the product knows about it. A new destination type is one file and one line
 * in the registry.
 */
export interface DestinationCard {
  /** The type as it is sent. Responses are compared case-insensitively (Oracle is returned in mixed case). */
  readonly type: string;
  /** For display: `Amazon S3`. */
  readonly title: string;
  /** Object stores have a prefix and a suffix for file names; HTTPS types do not. */
  readonly family: 'object' | 'https';
  /** Log formats that the destination accepts. Absent if the API offers no choice. */
  readonly formats?: readonly LogFormat[];
  /** All members except type and name, which every destination has (see `DestinationSet`). */
  readonly members: Readonly<Record<string, MemberCard>>;
  /** Returned by the API, never sent, and never compared (`mTlsEnabled`). */
  readonly readOnly: readonly string[];
  /** Absent if the type has no client certificates. */
  readonly clientCertificate?: ClientCertificate;
  /** Members that must be set together or not at all. */
  readonly requiredTogether: readonly (readonly [string, string])[];
  /** Members that are required if another member has a value (BASIC authentication: user name and password). */
  readonly requiredWhen: readonly {
    readonly member: string;
    readonly equals: Json;
    readonly needs: readonly string[];
  }[];
  /**
   * Members that define where logs are sent. If one of them changes and the reference of a secret stays the same,
   * that secret is sent to a new destination.
   */
  readonly address: readonly string[];
  /**
   * The recipient of the secrets: the host in one of the members, or a vendor. Such a vendor has one sign-in service
   * for all of its buckets, so its keys are useless to anyone else.
   */
  readonly audience: Audience;
  /**
   * What the API writes to the destination to check access, at every create and update; without a final full stop.
   * Absent if no such check is documented.
   */
  readonly probe?: string;
  /** The documentation of the destination type. */
  readonly source: string;
}

/**
 * How one API describes destinations: the member of a spec that contains them, and what all of them have in common.
 */
export interface DestinationSet {
  /** The member of a spec that contains the destinations: `destination` or `connectors`. */
  readonly member: string;
  /**
   * True if a stream has any number of destinations, including none: a list in manifests and in requests. In
   * canonical form it is an object with the names of the destinations as keys, so that destinations with the same
   * name are compared.
   */
  readonly many: boolean;
  /** The term for display: `destination`, `connector`. */
  readonly noun: string;
  /** The member that contains the type: `destinationType` or `connectorType`. */
  readonly typeMember: string;
  /** The member that contains the name: `displayName` or `connectorName`. */
  readonly nameMember: string;
  readonly name: MemberCard;
  readonly cards: readonly DestinationCard[];
  /** The API writes to destinations at every create and update, and refuses the request if that fails. */
  readonly probes: boolean;
}

/** A data set field that the product knows by id, JSON key and name. */
export interface FieldCard {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly group: string;
  /** Only for streams in which another member has this value (RAW and AGGREGATE streams have different fields). */
  readonly onlyWhen?: { readonly member: string; readonly equals: Json };
}

/**
 * The list in which the API names the sources of a group, of a contract, or of a group and a contract. Its entries have
 * the same members as the items of a stream, or `id` and `name`.
 */
export interface SourceCatalog {
  /** The path below that of the collection, with `{groupId}`, `{contractId}` or both. */
  readonly path: string;
  /** The list is paged. Pages count from 1. */
  readonly paged?: true;
}

/** A list in the root of a stream: its sources (properties, zones, configurations) or its data set fields. */
export interface ListCard {
  /** Its name in manifests, in the canonical spec and in the API. */
  readonly member: string;
  readonly role: 'sources' | 'fields';
  /** The items are the columns of lines in this format, so their order matters. In other formats, it has no meaning. */
  readonly columnsIn?: LogFormat;
  readonly description: string;
  /** The member that identifies an item in a response: `propertyId`, `zoneName`, `ssid`. */
  readonly idMember: string;
  /**
   * Members of an item in a response that contain its name and, for fields, its JSON key. Empty: an item is
   * identified by name only.
   */
  readonly nameMembers: readonly string[];
  /** The type of the identifying member. Numbers may be given by name if `nameMembers` is not empty. */
  readonly id: 'number' | 'string';
  /** A prefix that other Akamai tools write before the id (`prp_`). It is removed. */
  readonly prefix?: string;
  readonly required: boolean;
  /** The meaning of a response without the list, or with an item without `idMember`. An empty list is a value. */
  readonly absence: Absence;
  /**
   * The vendor refuses requests that contain it (application security: data set fields are returned but cannot be
   * chosen).
   */
  readonly readOnly?: true;
  readonly examples: readonly Json[];
  /** The list of the account's sources, from which names are resolved. Absent: there is none. */
  readonly catalog?: SourceCatalog;
  /** The maximum number of streams that may use one item, if the vendor has a limit (3 streams for a property). */
  readonly streamsPerItem?: number;
  /** The maximum number of items of one stream, if the vendor has a limit. */
  readonly most?: number;
  /** The term for display: `property`, `zone`. */
  readonly noun: string;
  readonly source?: string;
}

/**
 * The type of report that an API with stored logs returns. `raw`: one record for each request. `aggregate`: metrics
 * over a time frame.
 */
export type Report = 'raw' | 'aggregate';

/** One generation of the API: what its streams have in common, independent of their log type. */
export interface ApiCard {
  readonly kind: Kind;
  /** For display: `DataStream 2`. */
  readonly title: string;
  /** The documented duration of an activation or a deactivation, and the time after which it is overdue; minutes. */
  readonly transition: { readonly least: number; readonly most: number; readonly overdue: number };
}

/** One collection (an API and a log type): everything that the product knows about its streams. */
export interface StreamCard {
  readonly collection: Collection;
  /** For display: `CDN`, `Edge DNS`. */
  readonly title: string;
  readonly lists: readonly ListCard[];
  /** Root members that are sent, except the lists, `streamName`, `deliveryConfiguration` and the destinations. */
  readonly members: Readonly<Record<string, MemberCard>>;
  /**
   * Members of `deliveryConfiguration` (`frequency` is an object member with a default inside its schema). Absent if
   * the API has no such block.
   */
  readonly delivery?: Readonly<Record<string, MemberCard>>;
  /** The meaning of a response without `deliveryConfiguration`, or without its destinations. */
  readonly absence: Absence;
  /** The only log formats of these streams, independent of their destination. Absent: the destination decides. */
  readonly formats?: readonly LogFormat[];
  /** The member that contains the destinations; the name of a `DestinationSet`. */
  readonly destinations: 'destination' | 'connectors';
  /** Root members that are returned, but never sent and never compared. */
  readonly readOnly: readonly string[];
  /**
   * Members that cannot change once the stream exists (`groupId`). An update omits them, unless `editRepeats` is set.
   */
  readonly immutable: readonly string[];
  /** An update repeats the immutable members with their live values instead of omitting them. */
  readonly editRepeats?: true;
  /** Stream names are unique within a group only, not within the whole collection. */
  readonly namedByGroup?: true;
  /**
   * No document says that the API refuses a second stream with the same name. The collection is therefore listed
   * again after each create: two runs at the same time may both find the name free.
   */
  readonly namesMayRepeat?: true;
  /**
   * What a write does to the activation. `asked`: the request contains `activate`, and activates the stream itself.
   * `inherited`: a new stream is inactive, an updated stream keeps its status, and activation is a separate request.
   */
  readonly activation: 'asked' | 'inherited';
  /** Responses to writes contain ids only, so each write needs one more request to see what the server stored. */
  readonly writesReturnIdsOnly?: true;
  /**
   * Logs can be pulled. The value of `member` selects the type of report of a stream. Absent: logs are sent to
   * destinations only.
   */
  readonly pull?: { readonly member: string; readonly reports: Readonly<Record<string, Report>> };
  /** Known fields. The live list depends on the product, so an unknown id is only a warning. */
  readonly fields: readonly FieldCard[];
  /**
   * Fields that the server adds automatically and refuses in a manifest, with the member that causes them (2051:
   * `collectMidgress`).
   */
  readonly serverFields: readonly { readonly id: number; readonly because: string }[];
  /**
   * What logs need in addition to the activation, as a clause after `logs start:`. `{stream}` is replaced by the id
   * of the stream. The behaviors of both generations belong to Property Manager.
   */
  readonly logsStart: string;
  /**
   * An update of an active stream re-activates the active streams that share a source with it. `modifiedDate` does
   * not show this, because it is the date of the version.
   */
  readonly editReactivatesSharedSources?: true;
}
