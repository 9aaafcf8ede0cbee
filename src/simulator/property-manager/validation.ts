import type { JsonObject } from '../../model/json.ts';
import { idsIn } from '../datastream2/check-lists.ts';
import { type AccountState, latest } from '../state/account-state.ts';
import type { RuleVersion, SimulatedProperty } from '../state/property.ts';
import { propertyManagerSettings, type TreeFinding } from '../state/property-manager-settings.ts';
import { NEWEST_RULE_FORMAT } from '../vendor/rule-formats.ts';
import { streamIdsNamed } from '../vendor/rule-trees.ts';
import { problemType } from './problems.ts';
import { behaviorsIn } from './rule-tree.ts';

/** What validation finds in a rule tree. Errors prevent an activation, and warnings have to be acknowledged. */
export interface Findings {
  readonly errors: readonly JsonObject[];
  readonly warnings: readonly JsonObject[];
}

export const NO_FINDINGS: Findings = { errors: [], warnings: [] };

/** Validates the rule tree of a version of a property as Property Manager does in full mode. */
export function validateTree(
  accountState: AccountState,
  property: SimulatedProperty,
  { rules, ruleFormat }: Pick<RuleVersion, 'rules' | 'ruleFormat'>,
): Findings {
  const configured = propertyManagerSettings(accountState.settings).findings.filter(
    ({ propertyId }) => propertyId === undefined || propertyId === property.propertyId,
  );
  const found = (severity: TreeFinding['severity']) =>
    configured.filter((finding) => finding.severity === severity).flatMap((finding) => about(finding, rules));
  return {
    errors: [
      ...missingFeatures(rules),
      ...unselectableStreams(accountState, property, rules),
      ...tooManyStreams(accountState, rules),
      ...found('error'),
    ],
    warnings: [...unstableFormat(ruleFormat), ...found('warning')],
  };
}

/** A finding of the settings is about each behavior with its name. */
function about({ behavior, type, title, detail }: TreeFinding, rules: JsonObject): readonly JsonObject[] {
  return behaviorsIn(rules)
    .filter(({ name }) => name === behavior)
    .map(({ pointer }) => ({
      type: problemType(`v0/validation/${type}`),
      ...(title === undefined ? {} : { title }),
      ...(detail === undefined ? {} : { detail }),
      errorLocation: `#${pointer}`,
    }));
}

/** The type and the beginning of the text are in fixtures of the vendor's clients. */
function missingFeatures(rules: JsonObject): readonly JsonObject[] {
  if (behaviorsIn(rules).some(({ name }) => name === 'cpCode')) return [];
  return [
    {
      type: problemType('v0/validation/required_feature_any'),
      errorLocation: '#/rules',
      detail: 'Add a Content Provider Code behavior in any rule.',
    },
  ];
}

/** A `datastream` behavior may name only streams that exist and have this property (issue 239 of the Terraform provider). */
function unselectableStreams(
  accountState: AccountState,
  { propertyId }: SimulatedProperty,
  rules: JsonObject,
): readonly JsonObject[] {
  const selectable = new Set(
    accountState.streams
      .filter((stream) => idsIn(latest(stream).content['properties'], 'propertyId').includes(propertyId))
      .map(({ streamId }) => streamId),
  );
  return streamErrors(
    rules,
    (ids) => ids.some((id) => !selectable.has(id)),
    'invalid_data_stream_log_selected',
    'A selected stream is not available for this property (simulated text).',
  );
}

/** That validation refuses too many streams is not established. The limit itself is documented. */
function tooManyStreams({ settings }: AccountState, rules: JsonObject): readonly JsonObject[] {
  const { streamsPerProperty } = settings.limits;
  return streamErrors(
    rules,
    (ids) => new Set(ids).size > streamsPerProperty,
    'too_many_data_stream_logs_selected',
    `A behavior selects at most ${streamsPerProperty} streams (simulated text).`,
  );
}

function streamErrors(
  rules: JsonObject,
  isWrong: (streamIds: readonly number[]) => boolean,
  type: string,
  detail: string,
): readonly JsonObject[] {
  return behaviorsIn(rules)
    .filter(({ name, options }) => name === 'datastream' && isWrong(streamIdsNamed(options)))
    .map(({ pointer }) => ({
      type: problemType(`v0/validation/generic_behavior_issue.${type}`),
      errorLocation: `#${pointer}/options/logStreamName`,
      detail,
    }));
}

/** The members are those of a recorded response. */
function unstableFormat(ruleFormat: string): readonly JsonObject[] {
  if (ruleFormat !== 'latest') return [];
  return [
    {
      title: 'Unstable rule format',
      type: problemType('v0/unstable_rule_format'),
      detail: `The rule format latest changes without notice. Use ${NEWEST_RULE_FORMAT} instead (simulated text).`,
      currentRuleFormat: ruleFormat,
      suggestedRuleFormat: NEWEST_RULE_FORMAT,
    },
  ];
}
