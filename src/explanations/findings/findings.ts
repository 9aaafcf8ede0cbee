import type { FindingCode } from '../../model/finding-code.ts';
import type { Explanation, ExplanationGroup } from '../explanation.ts';
import { ACROSS_MANIFESTS, CONFIGURATION, PROPERTIES } from './across-manifests.ts';
import { DESTINATIONS, SECRETS } from './destinations.ts';
import { FILES } from './files.ts';
import { LISTS } from './lists.ts';
import { MEMBERS } from './members.ts';
import { YAML } from './yaml.ts';

/** What each finding about manifests and about the configuration file means. The compiler reports a missing code. */
export const FINDINGS: Readonly<Record<FindingCode, Explanation>> = {
  ...YAML,
  ...FILES,
  ...MEMBERS,
  ...SECRETS,
  ...DESTINATIONS,
  ...LISTS,
  ...ACROSS_MANIFESTS,
  ...PROPERTIES,
  ...CONFIGURATION,
};

/** The errors, grouped by subject. */
export const FINDING_GROUPS: readonly ExplanationGroup[] = [
  { title: 'Members and values', explanations: MEMBERS },
  { title: 'Lists', explanations: LISTS },
  { title: 'Secrets', explanations: SECRETS },
  { title: 'Destinations and delivery', explanations: DESTINATIONS },
  { title: 'Several manifests', explanations: ACROSS_MANIFESTS },
  { title: 'Properties', explanations: PROPERTIES },
  { title: 'The configuration file', explanations: CONFIGURATION },
  { title: 'Files and folders', explanations: FILES },
  { title: 'YAML', explanations: YAML },
];
