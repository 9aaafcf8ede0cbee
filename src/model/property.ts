import type { Kind, LogType } from './collection.ts';
import type { LoggingRules } from './logging-rules.ts';

/** An include that a property uses, or the reason why its rules are not known, as a clause ("it is not active …"). */
export type IncludeReading =
  | {
      readonly tag: 'read';
      readonly includeId: number;
      readonly includeName: string;
      readonly version: number;
      readonly rules: LoggingRules;
    }
  | { readonly tag: 'unknown'; readonly includeId: number; readonly reason: string };

/** The version of a property that is active on production. */
export interface LiveProperty {
  readonly propertyId: number;
  readonly propertyName: string;
  /** The version that is active on production. */
  readonly version: number;
  /** The newest version. If it is newer than `version`, it may contain a colleague's unfinished work. */
  readonly latestVersion: number;
  /** The rule format of the version: `v2025-10-16` or `latest`. */
  readonly ruleFormat: string;
  readonly rules: LoggingRules;
  readonly includes: readonly IncludeReading[];
}

/** A property that a manifest names. Its id is not known if the name was not found. */
export interface PropertyName {
  readonly propertyId?: number;
  readonly propertyName?: string;
}

/** The result of reading a property. Reasons are sentences. */
export type PropertyReading =
  | { readonly tag: 'live'; readonly property: LiveProperty }
  /** It exists and no version of it is active on production. */
  | { readonly tag: 'not-live'; readonly property: PropertyName; readonly latestVersion?: number }
  /** No property of that name or id exists, or the API client has no access to it. */
  | { readonly tag: 'no-access'; readonly property: PropertyName; readonly reason: string }
  | { readonly tag: 'unreadable'; readonly property: PropertyName; readonly reason: string };

/** A stream that a manifest describes, as far as its properties have to match it. */
export interface ExpectedStream {
  readonly kind: Kind;
  readonly logType?: LogType;
  /** `metadata.name`. */
  readonly name: string;
  /** Absent for a stream that does not exist yet. */
  readonly streamId?: number;
  /**
   * `active`: its logs are wanted. `inactive`: the manifest deactivates it or it is inactive. `absent`: the manifest
   * deletes it.
   */
  readonly state: 'active' | 'inactive' | 'absent';
  /** The stream is active now. Only then does a behavior that names it cause logs. */
  readonly isLive: boolean;
  /**
   * Of this property in the stream if returned, otherwise of the whole stream: `DS_MANAGED`, `PM_DEPENDENT`, `HYBRID`.
   * Absent: the API did not return it.
   */
  readonly integrationType?: string;
  /** The product of the stream's properties, as the API returns it with the stream: `Cloud_Wrapper`. */
  readonly productId?: string;
  /** Ids of the chosen data set fields. Those that need a header depend on Log Request Details. */
  readonly fields: readonly (number | string)[];
  /** Share of logs in percent that the manifest asks for. Absent: the vendor's default of 100. */
  readonly samplingPercentage?: number;
}
