import type { Json, JsonObject } from './json.ts';

/** The log formats of DataStream 2. */
export type LogFormat = 'STRUCTURED' | 'JSON';

/** Object stores have a prefix and a suffix for file names; HTTPS types do not. */
export type DestinationFamily = 'object' | 'https';

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
   * query of a `url`, or its path as well (`url-path`). Takes a literal (compared, redacted) or a reference (then
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
  readonly onlyFor?: DestinationFamily;
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

/** The cards of an object's members, by name. */
export type MemberCards = Readonly<Record<string, MemberCard>>;
