import { ID, STREAM_IDENTITY } from './members.ts';
import {
  anyJson,
  anyObject,
  list,
  type ObjectOf,
  object,
  oneOf,
  type Shape,
  type Static,
  text,
  whole,
} from './shape.ts';

/** What a check of a property can find. Which of them is a warning and which a note: `PropertyFinding.severity`. */
export const PROPERTY_FINDING_CODES = [
  'not-live',
  'stream-not-named',
  'behavior-missing',
  'behavior-off',
  'excluded',
  'named-under-criteria-only',
  'too-many-streams',
  'sampling-overridden',
  'field-not-logged',
  'logged-by-include',
  'names-removed-stream',
  'no-access',
  'unreadable',
  'undetermined',
] as const;

const FIELD_ID: Shape<number | string> = { ...ID, description: 'Its ID.' };

const FIX = object(
  {
    ruleTree: anyJson('The behavior as it should be, to paste into the rule tree.'),
    jsonPatch: list(
      'The same as a JSON Patch (RFC 6902) of the body of the rule tree of this version.',
      anyObject(),
    ),
    terraform: text('The same in the syntax of `akamai_property_rules_builder`.'),
  },
  'How to fix it, in the rule format of the property.',
);
/** A change of the rule tree that would resolve a finding. */
export type PropertyFix = Static<typeof FIX>;

const PROPERTY_FINDING = object({
  code: oneOf('What was found.', PROPERTY_FINDING_CODES),
  severity: oneOf('A note needs no action.', ['warning', 'note']),
  property: object(
    {
      'propertyId?': whole('Its ID, if known.', 1),
      'propertyName?': text('Its name, if known.', 'www.example.com'),
      'version?': whole('The version that is active on production.', 1),
    },
    'The property.',
  ),
  'stream?': object(
    {
      ...STREAM_IDENTITY,
    },
    'The affected stream, if the finding is about one.',
  ),
  'rule?': object(
    {
      path: text('Names of the rules, from the default rule.', 'default > API'),
      pointer: text('JSON Pointer in the body of the rule tree.', '/rules/children/0'),
      criteria: list('The criteria of the rule and of the rules above it, which must all be met.', text()),
    },
    'The rule, if the finding is about one.',
  ),
  'field?': object(
    {
      id: FIELD_ID,
      name: text('Its name.', 'User-Agent'),
      option: text('The option of Log Request Details that it needs.', 'logUserAgent'),
    },
    'The data set field, if the finding is about one.',
  ),
  message: text('What is wrong and what it means for the logs.'),
  'fix?': FIX,
});
/** One finding about a property that a manifest names. */
export type PropertyFinding = Static<typeof PROPERTY_FINDING>;

/** The result of `--check-properties`, as a part of the output of `plan` and `status`. */
export const PROPERTY_CHECK = {
  'propertiesChecked?': whole('With `--check-properties`: number of properties that the manifests name.'),
  'propertyFindings?': list(
    'With `--check-properties`: what was found in the rules of the properties that the manifests name.',
    PROPERTY_FINDING,
  ),
  'propertyProblem?': text('With `--check-properties`: why no property could be checked.'),
};
export type PropertyCheck = ObjectOf<typeof PROPERTY_CHECK>;
