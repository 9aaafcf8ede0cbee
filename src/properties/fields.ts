import type { RulePlace } from '../model/logging-rules.ts';
import type { ExpectedStream, LiveProperty } from '../model/property.ts';
import type { PropertyFinding } from '../model/property-finding.ts';
import { isUnconditional } from './behaviors/datastream.ts';
import { behaviorsWith, fieldsWithOption, isLogged, type LoggedField } from './behaviors/report.ts';
import { finding, propertyOf, rulePath, streamLabel, withFix } from './finding.ts';
import { fixReport } from './fix/report-fix.ts';

/** Where Log Request Details is set: in a rule of the property, or in an include that the rule uses. */
interface Setting {
  /** The rule of the property. */
  readonly rule: RulePlace;
  readonly includeName?: string;
  readonly isLogged: boolean;
  /** It applies to all requests. */
  readonly isUnconditional: boolean;
}

function isAlwaysLogged(setting: Setting): boolean {
  return setting.isLogged && setting.isUnconditional;
}

/** Finds chosen data set fields that are empty because Log Request Details does not log them. */
export function checkFields(
  property: LiveProperty,
  stream: ExpectedStream,
  judged: readonly ExpectedStream[],
): readonly PropertyFinding[] {
  const needed = judged.flatMap(({ kind, fields }) =>
    fieldsWithOption(kind, fields).map(({ option }) => option),
  );
  return fieldsWithOption(stream.kind, stream.fields).flatMap((field) =>
    checkField(property, stream, field, needed),
  );
}

function checkField(
  property: LiveProperty,
  stream: ExpectedStream,
  field: LoggedField,
  needed: readonly string[],
): readonly PropertyFinding[] {
  const settings = settingsOf(property, field.option);
  const always = settings.filter(isAlwaysLogged);
  if (always.length === 0) return [notLogged(property, stream, field, needed, settings)];
  const exceptions = settings.filter((setting) => !(setting.isLogged || setting.isUnconditional));
  return [
    ...byIncludeOnly(property, stream, field, always),
    ...exceptions.map(({ rule, includeName }) => {
      const by = includeName === undefined ? '' : ` by include "${includeName}"`;
      const message = `${field.option} is off in rule "${rulePath(rule)}"${by}, so ${field.name} (field ${field.id}) of ${streamLabel(stream)} is empty for requests that match the rule. This may be intended.`;
      return finding('field-not-logged', 'note', propertyOf(property), { stream, rule, field }, message);
    }),
  ];
}

function byIncludeOnly(
  property: LiveProperty,
  stream: ExpectedStream,
  field: LoggedField,
  always: readonly Setting[],
): readonly PropertyFinding[] {
  const [first] = always;
  if (first?.includeName === undefined || always.some(({ includeName }) => includeName === undefined))
    return [];
  const message = `${field.name} (field ${field.id}) of ${streamLabel(stream)} is logged by include "${first.includeName}". If the property stops using it, the field is empty.`;
  return [
    finding('logged-by-include', 'note', propertyOf(property), { stream, rule: first.rule, field }, message),
  ];
}

function notLogged(
  property: LiveProperty,
  stream: ExpectedStream,
  field: LoggedField,
  needed: readonly string[],
  settings: readonly Setting[],
): PropertyFinding {
  const subject = `${field.name} (field ${field.id}) of ${streamLabel(stream)}`;
  const unknown = unknownIncludes(property);
  if (unknown.length > 0) {
    const message = `${subject} may be empty. The property itself does not log it for all requests, and it is not known whether an include does (${unknown.join('; ')}).`;
    return finding('field-not-logged', 'note', propertyOf(property), { stream, field }, message);
  }
  const own = property.rules.report.findLast(isUnconditional);
  const partly = settings
    .filter((setting) => setting.isLogged)
    .map(({ rule, includeName }) =>
      includeName === undefined ? `rule "${rulePath(rule)}"` : `include "${includeName}"`,
    );
  const extent =
    partly.length === 0
      ? 'is empty, because Log Request Details does not log it'
      : `is empty for some requests, because Log Request Details logs it under criteria only (${[...new Set(partly)].join(', ')})`;
  const message = `${subject} ${extent}. ${actionFor(field.option, own === undefined ? 'default' : rulePath(own.rule))}`;
  const result = fixReport(own, field.option, needed, property.ruleFormat);
  const rule = own === undefined ? {} : { rule: own.rule };
  return finding(
    'field-not-logged',
    'warning',
    propertyOf(property),
    { stream, field, ...rule },
    ...withFix(property, message, result),
  );
}

function actionFor(option: string, rule: string): string {
  switch (option) {
    case 'logCookies':
      return `Set logCookies in rule "${rule}" to SOME with a list of cookies, or to ALL. The fix sets ALL, which also logs session cookies.`;
    case 'logCustomLogField':
      return `Set logCustomLogField to true in rule "${rule}", and customLogField to the text to log.`;
    default:
      return `Set ${option} to true in rule "${rule}".`;
  }
}

/** The includes that are used and could not be read, each with the reason. */
function unknownIncludes({ rules, includes }: LiveProperty): readonly string[] {
  const used = new Set(rules.includes.map(({ includeId }) => includeId));
  return [...used].flatMap((id) => {
    const reading = includes.find(({ includeId }) => includeId === id);
    if (reading?.tag === 'read') return [];
    return [`include ${id}: ${reading?.reason ?? 'it was not read'}`];
  });
}

function settingsOf({ rules, includes }: LiveProperty, option: string): readonly Setting[] {
  const own = behaviorsWith(option, rules).map((behavior) => ({
    rule: behavior.rule,
    isLogged: isLogged(behavior.options, option),
    isUnconditional: isUnconditional(behavior),
  }));
  const included = rules.includes.flatMap((use) =>
    includes.flatMap((reading) => {
      if (reading.tag !== 'read' || reading.includeId !== use.includeId) return [];
      return behaviorsWith(option, reading.rules).map((behavior) => ({
        rule: use.rule,
        includeName: reading.includeName,
        isLogged: isLogged(behavior.options, option),
        isUnconditional: isUnconditional(behavior) && isUnconditional(use),
      }));
    }),
  );
  return [...own, ...included];
}
