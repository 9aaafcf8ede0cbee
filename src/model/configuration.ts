import type { Kind, LogType } from './collection.ts';
import type { FilePosition } from './file-position.ts';
import type { Freeze } from './freeze.ts';
import type { Json, JsonObject } from './json.ts';
import type { Policy } from './policy.ts';
import type { LimitKind } from './safety-limits.ts';

/** Where a value of the configuration file is. */
interface ConfiguredOrigin extends FilePosition {
  /** `target`: a target states it; `file`: it is for the whole file. */
  readonly from: 'target' | 'file';
}

/** A value of the configuration file, and where it is. */
export interface Configured<T> {
  readonly value: T;
  readonly origin: ConfiguredOrigin;
}

/** The options of commands that the configuration file can set. */
export interface ConfigurableOptions {
  readonly streams: string;
  readonly section: string;
  readonly accountKey: string;
  readonly checkProperties: boolean;
}

/** Which unmanaged streams are reported, and whether they are an error. */
export interface OrphanRule {
  readonly action: 'report' | 'fail';
  /** Ids of groups. Absent: all. */
  readonly groups?: readonly number[];
  readonly logTypes?: readonly LogType[];
  /** Names; `*` matches any characters. Absent: all. */
  readonly names?: readonly string[];
}

/** Members of `spec` that the configuration file sets in manifests that do not set them. */
interface ManifestDefault {
  /** Only for manifests of this kind. */
  readonly kind?: Kind;
  /** Only for manifests with this log type. */
  readonly logType?: LogType;
  readonly spec: JsonObject;
  /** The path of `spec` in the configuration file. */
  readonly path: readonly (string | number)[];
}

/** What the configuration file adds to manifests. */
export interface ManifestDefaults {
  readonly file: string;
  readonly text: string;
  /** In the order in which they are merged: a later one has precedence. */
  readonly defaults: readonly ManifestDefault[];
  /** Lists of data set fields that manifests include by name. */
  readonly fieldSets: Readonly<Record<string, readonly Json[]>>;
  /**
   * Returns the position of a part of the file.
   * @param path member names and list indexes, from the root
   * @param part the value, or the name of the member that holds it
   */
  positionOf(path: readonly (string | number)[], part: 'name' | 'value'): FilePosition;
}

/** What the configuration file says for one target. */
export interface ActiveConfiguration {
  readonly file: string;
  /** The name of the target. Absent if the file has no targets. */
  readonly target?: string;
  readonly options: { readonly [N in keyof ConfigurableOptions]?: Configured<ConfigurableOptions[N]> };
  /** The names of all targets of the file. */
  readonly targets: readonly string[];
  /** The environments of the apply job and of the watch job on the forge. */
  readonly environment?: Configured<string>;
  readonly watchEnvironment?: Configured<string>;
  /** Names and patterns of the secrets that manifests may use. Absent: all. */
  readonly allowedSecrets?: Configured<readonly string[]>;
  /** Absent: all unmanaged streams are reported. */
  readonly orphans?: Configured<OrphanRule>;
  /** Times at which only deactivations are applied. */
  readonly freezes: readonly Freeze[];
  /** The policies that apply to manifests: those of the file, then those of the target. */
  readonly policies: readonly Policy[];
  readonly limits: { readonly [K in LimitKind]?: Configured<number> };
  /** Absent: nothing is added to manifests. */
  readonly manifestDefaults?: ManifestDefaults;
}

/** Where the value of a setting comes from. */
export type SettingOrigin =
  | ConfiguredOrigin
  | { readonly from: 'flag' | 'variable'; readonly name: string }
  | { readonly from: 'default' };

/** An effective setting of a run. */
export interface Setting {
  /** `streams`, `limits.live`. */
  readonly name: string;
  readonly value: Json;
  readonly origin: SettingOrigin;
}
