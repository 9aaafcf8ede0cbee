import { capitalized } from '../../model/capitalized.ts';
import { isArray, isObject, type Json, type JsonObject, pointerSteps } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import type { IncludeReading } from '../../model/property.ts';
import type { VersionContent } from '../../model/property-logging.ts';
import { isUnconditional } from '../behaviors/datastream.ts';
import { REPORT_DEFAULTS } from '../behaviors/report.ts';
import { type BehaviorEdit, type EditObstacle, rulePlace } from './behavior-edit.ts';
import { differingOptions, LOCKED } from './patch.ts';

type ReportContent = Pick<VersionContent, 'rules' | 'tree' | 'includes'>;

/**
 * Returns how Log Request Details has to change to have these options. They are set on the last behavior that applies to
 * all requests, or on a new one.
 */
export function editReport(
  content: ReportContent,
  desired: JsonObject,
): readonly (BehaviorEdit | EditObstacle)[] {
  if (isEmpty(desired)) return [];
  const last = content.rules.report.findLast(isUnconditional);
  if (last === undefined) {
    const [include] = settingIncludes(content);
    return include === undefined
      ? [{ tag: 'add', name: 'report', options: { ...REPORT_DEFAULTS, ...desired } }]
      : [takesPrecedence(include)];
  }
  const behavior = withHiddenOptions(last, content.tree);
  const options = differingOptions(behavior.options, desired, REPORT_DEFAULTS);
  if (isEmpty(options)) return [];
  return behavior.locked
    ? [`Log Request Details of rule "${rulePlace(behavior.rule)}" cannot be changed: ${LOCKED}`]
    : [{ tag: 'change', name: 'report', behavior, options }];
}

/** Returns where these options do not decide what is logged, as sentences. */
export function reportNotes(content: ReportContent, desired: JsonObject): readonly string[] {
  const { report, logCustom } = content.rules;
  if (isEmpty(desired)) return [];
  const exceptions = report
    .slice(report.findLastIndex(isUnconditional) + 1)
    .filter(({ options }) => !isEmpty(differingOptions(options, desired, REPORT_DEFAULTS)))
    .map(
      ({ rule }) => `Rule "${rulePlace(rule)}" has Log Request Details of its own, which stay as they are.`,
    );
  const includes = settingIncludes(content).map(
    (include) => `${capitalized(nameOf(include))} may set Log Request Details too, and is not changed.`,
  );
  const setsField = 'logCustomLogField' in desired || 'customLogField' in desired;
  const custom = (setsField ? logCustom : []).map(
    ({ rule }) =>
      `The behavior logCustom in rule "${rulePlace(rule)}" takes precedence over the custom log field of Log Request Details.`,
  );
  return [...exceptions, ...includes, ...custom];
}

function isEmpty(options: object): boolean {
  return Object.keys(options).length === 0;
}

/** The includes in use that have Log Request Details, or may have. */
function settingIncludes({ rules, includes }: ReportContent): readonly IncludeReading[] {
  const used = new Set(rules.includes.map(({ includeId }) => includeId));
  return [...used].flatMap((includeId) => {
    const reading = includes.find((one) => one.includeId === includeId);
    if (reading === undefined) return [{ tag: 'unknown', includeId, reason: 'it was not read' }];
    return reading.tag === 'unknown' || reading.rules.report.length > 0 ? [reading] : [];
  });
}

/** A new behavior would be later in the tree than the include, so all of its options would replace those of the include. */
function takesPrecedence(include: IncludeReading): EditObstacle {
  return `${nameOf(include)} sets Log Request Details, or may set it, and a new behavior in the default rule would replace all of its options; change the include, or add Log Request Details to the default rule in Property Manager`;
}

function nameOf(include: IncludeReading): string {
  return include.tag === 'read'
    ? `include "${include.includeName}"`
    : `include ${include.includeId} (${include.reason})`;
}

/** Adds the values of the options that may not leave the tree, to compare them. Changes show them redacted. */
function withHiddenOptions(behavior: Behavior, tree: JsonObject): Behavior {
  const options = pointerSteps(`${behavior.pointer}/options`)
    .slice(1)
    .reduce<Json | undefined>(
      (at, step) => (isArray(at) || isObject(at) ? memberOf(at, step) : undefined),
      tree,
    );
  const hidden = behavior.withheld.flatMap((name) => {
    const value = isObject(options) ? options[name] : undefined;
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...behavior, options: { ...behavior.options, ...Object.fromEntries(hidden) } };
}

function memberOf(value: readonly Json[] | JsonObject, step: string): Json | undefined {
  return isArray(value) ? value[Number(step)] : value[step];
}
