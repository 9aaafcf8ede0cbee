import type { Hash, Observed } from '../../model/account.ts';
import type { PropertyManifest } from '../../model/property-logging.ts';
import type { LoggingEdit } from '../../properties/edit/edit-logging.ts';
import type { DesiredProperty } from './desired-logging.ts';
import type { FindStream } from './named-streams.ts';

/** The context of a plan that planning one property needs. */
export interface PropertyContext {
  readonly observed: Observed;
  readonly find: FindStream;
  /** IDs of DataStream 2 streams that are not active. */
  readonly inactive: readonly number[];
  readonly hash: Hash;
}

/** One property of a manifest. */
export interface PropertyEntry {
  readonly manifest: PropertyManifest;
  /** The property as the manifest names it. */
  readonly named: string | number;
}

/** What the manifest asks for, and how the live version differs from it. */
export interface Wanted {
  readonly desired: DesiredProperty;
  readonly edit: Extract<LoggingEdit, { readonly tag: 'edit' }>;
}
