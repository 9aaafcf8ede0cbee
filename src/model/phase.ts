/** Where a stream stands, in the words that planning and waiting use. */
export type Phase =
  | { readonly tag: 'settled'; readonly active: boolean }
  | { readonly tag: 'moving'; readonly towards: StableStatus }
  | { readonly tag: 'unknown'; readonly status: string };

/** A status in which a stream can be edited. */
export type StableStatus = 'ACTIVATED' | 'DEACTIVATED' | 'INACTIVE';

/** Reads a status. Anything the vendor has not documented is `unknown`, never guessed. */
export function phaseOf(status: string): Phase {
  switch (status) {
    case 'ACTIVATED':
      return { tag: 'settled', active: true };
    case 'INACTIVE':
    case 'DEACTIVATED':
      return { tag: 'settled', active: false };
    case 'ACTIVATING':
      return { tag: 'moving', towards: 'ACTIVATED' };
    case 'DEACTIVATING':
      return { tag: 'moving', towards: 'DEACTIVATED' };
    default:
      return { tag: 'unknown', status };
  }
}
