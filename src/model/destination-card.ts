import type { Json } from './json.ts';
import type { DestinationFamily, LogFormat, MemberCard, MemberCards } from './member-card.ts';

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

/**
 * One destination type: everything that the product knows about it. A new destination type is one file and one line
 * in the registry.
 */
export interface DestinationCard {
  /** The type as it is sent. Responses are compared case-insensitively (Oracle is returned in mixed case). */
  readonly type: string;
  /** For display: `Amazon S3`. */
  readonly title: string;
  readonly family: DestinationFamily;
  /** Log formats that the destination accepts. Absent if the API offers no choice. */
  readonly formats?: readonly LogFormat[];
  /** All members except type and name, which every destination has (see `DestinationSet`). */
  readonly members: MemberCards;
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
  /** The member with the name of the bucket or container. Absent: the type has none. */
  readonly bucketIn?: string;
  /** The member that names the account, project or namespace that owns the bucket. Absent: the type has none. */
  readonly accountIn?: string;
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
