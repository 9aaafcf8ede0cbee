import { anyJson, exactly, list, mapOf, object, type Static, text } from './shape.ts';

export const CHANGE = object({
  path: text(
    'JSON Pointer into the canonical spec. For a property: into its rule tree.',
    '/destination/endpoint',
  ),
  'place?': text('For a property: the names of the rules and the behavior.', 'Default › API › DataStream'),
  'before?': anyJson('The live value; absent if the member was not set. Secrets are redacted or references.'),
  'after?': anyJson('The desired value; absent if the member is removed.'),
  'sensitive?': exactly(true, 'Before and after are redacted.'),
  'added?': list('Lists: added items.', anyJson()),
  'removed?': list('Lists: removed items.', anyJson()),
  'reordered?': exactly(true, 'Lists: the same items in another order, if the order has a meaning.'),
  'labels?': {
    ...mapOf(text(), 'Names of the IDs in the values.'),
    examples: [{ '1023': 'cookie' }],
  },
});
/** One difference in canonical form, with the values before and after. */
export type Change = Static<typeof CHANGE>;

/** Reverses a change, so that it leads from `after` to `before`. */
export function reverseChange({ before, after, added, removed, ...change }: Change): Change {
  return {
    ...change,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
    ...(removed === undefined ? {} : { added: removed }),
    ...(added === undefined ? {} : { removed: added }),
  };
}
