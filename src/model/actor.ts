/**
 * The user who brought a stream into its current status. Starting and stopping a stream creates no version, so this
 * can be another user than the one who created the latest version.
 */
export type Actor =
  | {
      readonly tag: 'known';
      readonly by: string;
      /** ISO 8601, UTC. */
      readonly at: string;
    }
  /**
   * The API does not return the actor: it names no one for a transition in progress, and DataStream 1 has no
   * activation history.
   */
  | { readonly tag: 'unknown' }
  /** Not requested: there are too many such streams, or the run is being stopped. */
  | { readonly tag: 'not-asked' };

/** Actors by the name of the manifest, for every stream whose status differs from its manifest. */
export type Actors = ReadonlyMap<string, Actor>;
