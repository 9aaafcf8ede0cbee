/**
 * Who brought a stream into the status that it has. Starting and stopping makes no version, so that the one who made the
 * latest version may be somebody else.
 */
export type Actor =
  | {
      readonly tag: 'told';
      readonly by: string;
      /** ISO 8601, UTC. */
      readonly at: string;
    }
  /** The API does not tell: of a movement under way nobody is named, and DataStream 1 keeps no such history. */
  | { readonly tag: 'untold' }
  /** Not asked for: there are too many of them, or the run is being stopped. */
  | { readonly tag: 'not-asked' };

/** Of every stream whose status is what differs, by the manifest's name. */
export type Actors = ReadonlyMap<string, Actor>;
