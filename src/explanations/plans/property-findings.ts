import type { PropertyFinding } from '../../model/property-finding.ts';
import type { Explanation } from '../explanation.ts';

/** What each finding about the rules of a property means. The compiler reports a missing code. */
export const PROPERTY_FINDINGS: Readonly<Record<PropertyFinding['code'], Explanation>> = {
  'not-live': {
    title: 'The property is not active on production',
    meaning: 'A property without an active version serves no requests, so the stream gets no logs from it.',
    fix: 'Activate the property, or remove it from the manifest.',
  },
  'behavior-missing': {
    title: 'The property has no DataStream behavior',
    meaning: 'No rule of the property logs requests to the stream.',
    fix: 'Add the behavior. The finding has it as rule tree, JSON Patch and Terraform.',
  },
  'behavior-off': {
    title: 'The DataStream behavior is switched off',
    meaning: 'The behavior that applies says not to log, so these requests are missing in the stream.',
    fix: 'Switch the behavior on. The finding has the change.',
  },
  'stream-not-named': {
    title: 'The DataStream behavior does not name the stream',
    meaning: 'The property logs to other streams only.',
    fix: 'Add the id of the stream to the behavior. The finding has the change.',
  },
  excluded: {
    title: 'A rule switches logging off for some requests',
    meaning: 'Logging is off in one rule and on in another. Requests that match the rule are not logged.',
    fix: 'Nothing, if that is intended. Otherwise, remove the behavior from that rule.',
  },
  'named-under-criteria-only': {
    title: 'Only some requests are logged to the stream',
    meaning: 'The stream is named in rules with criteria only. Other requests are not logged to it.',
    fix: 'Nothing, if that is intended. Otherwise, name the stream in the default rule.',
  },
  'too-many-streams': {
    title: 'The behavior names too many streams',
    meaning:
      'Akamai limits the number of active streams of one property. It is not certain which of these streams get its logs.',
    fix: 'Remove streams from the behavior until the limit is met.',
  },
  'sampling-overridden': {
    title: 'The property samples differently from the manifest',
    meaning:
      'The share of requests in the behavior of the property overrides the one of the stream, so the number of logs differs.',
    fix: 'Nothing, if that is intended. Otherwise, change the share in the behavior or in the manifest.',
  },
  'field-not-logged': {
    title: 'The property does not log a field of the stream',
    meaning:
      'The field needs an option of the behavior Log Request Details that is off, for all requests or in one rule. It is empty in these logs.',
    fix: 'Switch the option on, or remove the field from the stream. A note may be intended.',
  },
  'logged-by-include': {
    title: 'Only an include logs a field of the stream',
    meaning: 'If the property stops using the include, the field is empty.',
    fix: 'Nothing. To be independent of the include, switch the option on in the property.',
  },
  'names-removed-stream': {
    title: 'The property names a stream that is removed',
    meaning: 'The next activation of a property that names a deleted stream fails.',
    fix: 'Remove the stream from the behavior.',
  },
  'no-access': {
    title: 'The property cannot be read',
    meaning:
      'The property does not exist, or the API client has no access to Property Manager or to the group of the property. Its rules are not known.',
    fix: 'Check the name, and the access of the API client to Property Manager. To check streams without properties, omit `--check-properties`.',
  },
  unreadable: {
    title: 'The rules of the property cannot be evaluated',
    meaning: 'The rule tree has a form that this release does not know.',
    fix: 'Check the property in Property Manager.',
  },
  undetermined: {
    title: 'It is not known whether the property logs to the stream',
    meaning:
      'The stream does not exist yet, or the API did not return whether DataStream manages the property.',
    fix: 'If DataStream does not manage the property, make the change that the note describes.',
  },
};
