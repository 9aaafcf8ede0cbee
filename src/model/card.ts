import type { Collection } from './collection.ts';
import type { Json, JsonObject } from './json.ts';

/** The log formats of DataStream 2. */
export type LogFormat = 'STRUCTURED' | 'JSON';

/** One member of a stream, a delivery configuration or a destination, told once and used everywhere. */
export interface MemberCard {
  /** One or two sentences for editors and docs: what it is, unit, range. */
  readonly description: string;
  /** JSON Schema of a literal value, without description and examples. */
  readonly schema: JsonObject;
  readonly examples?: readonly Json[];
  /** The vendor refuses a create or an edit without it. */
  readonly required?: true;
  /** The vendor refuses a create without it; an existing stream's manifest may leave it out (`groupId`). */
  readonly requiredToCreate?: true;
  /** Sent on every create and edit, never returned: a secret. Takes a reference, never a literal. */
  readonly writeOnly?: true;
  /**
   * Returned in clear, yet often a credential: the `whole` value (a custom header's value) or the userinfo and
   * query of a `url`. Takes a literal (compared, masked) or a reference (then write-only). Beside `writeOnly` it says
   * that some answers tell the secret all the same: they are sealed, and manifests still take a reference only.
   */
  readonly credential?: 'whole' | 'url';
  /** What the vendor assumes when the member is left out. Absent = the same as not given at all. */
  readonly default?: Json;
  /** The vendor fixes it: accepted in a manifest with that value only, never sent, told by the API. */
  readonly fixed?: Json;
  /** The API may leave it out of an answer although it is set: then it is not comparable. */
  readonly untold?: true;
  /** Left out, it is the host of this member's URL (`tlsHostname` of `endpoint`). */
  readonly defaultHostOf?: string;
  /** A prefix that other Akamai tools write before the id, dropped: `ctr_`. */
  readonly prefix?: string;
  /** A list whose order means nothing. */
  readonly set?: true;
  /** Takes part in an edit that changes nothing in what is delivered (`displayName`, `notificationEmails`). */
  readonly cosmetic?: true;
  /** Pages and files that say so. */
  readonly source?: string;
}

/** One destination type: everything the product knows of it. A new destination is one file and one registry line. */
export interface DestinationCard {
  /** `destinationType` as it is sent. Answers are compared without regard to case (Oracle comes back mixed). */
  readonly type: string;
  /** For people: `Amazon S3`. */
  readonly title: string;
  /** Object stores take file name prefix and suffix; HTTPS types have none. */
  readonly family: 'object' | 'https';
  readonly formats: readonly LogFormat[];
  /** All members but `destinationType` and `displayName`, which every type has. */
  readonly members: Readonly<Record<string, MemberCard>>;
  /** Told by the API, never sent, never compared by itself (`mTlsEnabled`). */
  readonly readOnly: readonly string[];
  /** Members that must be given together or not at all. */
  readonly together: readonly (readonly [string, string])[];
  /** Members that are needed when another one has a value (BASIC authentication: user name and password). */
  readonly requiredWhen: readonly {
    readonly member: string;
    readonly equals: Json;
    readonly needs: readonly string[];
  }[];
  /** Members that say where logs go. If one changes while a secret's reference stays, that secret goes to a new place. */
  readonly address: readonly string[];
  /** What the API writes to the destination to check access, at every create and edit; ends without a full stop. */
  readonly probe: string;
  /** Documentation. */
  readonly source: string;
}

/** A data set field the product knows by number, JSON key and name. */
export interface FieldCard {
  readonly id: number;
  readonly key: string;
  readonly name: string;
  readonly group: string;
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
  /** The vendor refuses requests that have it (application security: data set fields are told, not chosen). */
  readonly readOnly?: true;
  readonly examples: readonly Json[];
  /** The most streams that may name one item, where the vendor has a limit (3 streams for a property). */
  readonly streamsPerItem?: number;
  /** In people's words: `property`, `zone`. */
  readonly noun: string;
  readonly source?: string;
}

/** One collection (an API and a log type): everything the product knows of its streams. */
export interface StreamCard {
  readonly collection: Collection;
  /** For people: `CDN`, `Edge DNS`. */
  readonly title: string;
  readonly lists: readonly ListCard[];
  /** Root members that are sent and are neither lists, `streamName`, `deliveryConfiguration` nor `destination`. */
  readonly members: Readonly<Record<string, MemberCard>>;
  /** Members of `deliveryConfiguration` (`frequency` is an object member with a default inside its schema). */
  readonly delivery: Readonly<Record<string, MemberCard>>;
  /** Root members that are told, never sent, and never compared. */
  readonly readOnly: readonly string[];
  /** Members that an edit must not carry (`groupId`): changing them is refused, the API ignores them. */
  readonly immutable: readonly string[];
  /** Known fields; the live list depends on the product, so an id that is not here is only a warning. */
  readonly fields: readonly FieldCard[];
  /** Fields the server adds by itself and refuses in a manifest, with the member that causes them (2051: `collectMidgress`). */
  readonly serverFields: readonly { readonly id: number; readonly because: string }[];
  /** How long a movement takes by the vendor's own words, and when it counts as overdue; minutes. */
  readonly movement: { readonly least: number; readonly most: number; readonly overdue: number };
}
