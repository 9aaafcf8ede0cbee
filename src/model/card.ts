import type { Collection, Kind } from './collection.ts';
import type { Json } from './json.ts';
import type { Absence, LogFormat, MemberCards } from './member-card.ts';

/** The member of a stream that contains the members of `StreamCard.delivery`. */
export const DELIVERY = 'deliveryConfiguration';

/** A data set field that the product knows by id, JSON key and name. */
export interface FieldCard {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly group: string;
  /** Why the field is, or may contain, personal data. Absent: it is not treated as such. */
  readonly personalData?: string;
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
  /**
   * The items are properties of Property Manager, whose rules have to name the stream for its logs to be written:
   * `always`, or unless the `integrationType` of the stream says that DataStream manages the property.
   */
  readonly rulesNameStream?: 'always' | 'by-integration-type';
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
  /** What shows whether logs arrive: metrics of uploads, or the logs that the API stores itself. */
  readonly delivery: 'upload-metrics' | 'stored-logs';
  /** Whether the API returns when versions were activated and deactivated. */
  readonly hasActivationHistory: boolean;
}

/** One collection (an API and a log type): everything that the product knows about its streams. */
export interface StreamCard {
  readonly collection: Collection;
  /** For display: `CDN`, `Edge DNS`. */
  readonly title: string;
  readonly lists: readonly ListCard[];
  /** Root members that are sent, except the lists, `streamName`, `deliveryConfiguration` and the destinations. */
  readonly members: MemberCards;
  /**
   * Members of `deliveryConfiguration` (`frequency` is an object member with a default inside its schema). Absent if
   * the API has no such block.
   */
  readonly delivery?: MemberCards;
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
   * What a write does to the activation. `explicit`: the request contains `activate`, and activates the stream itself.
   * `inherited`: a new stream is inactive, an updated stream keeps its status, and activation is a separate request.
   */
  readonly activation: 'explicit' | 'inherited';
  /** Responses to writes contain ids only, so each write needs one more request to see what the server stored. */
  readonly writesReturnIdsOnly?: true;
  /**
   * Logs can be pulled. The value of `member` selects the type of report of a stream. Absent: logs are sent to
   * destinations only.
   */
  readonly pull?: { readonly member: string; readonly reports: Readonly<Record<string, Report>> };
  /** Known fields. The live list depends on the product, so an unknown id is only a warning. */
  readonly fields: readonly FieldCard[];
  /** Why every field without a card may contain personal data. Absent: such fields are not treated as such. */
  readonly personalDataOfOtherFields?: string;
  /** Personal data that every record contains, whatever the fields, with its name and the reason. Absent: none. */
  readonly personalDataOfEveryRecord?: { readonly name: string; readonly reason: string };
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
