import { defined } from '../model/defined.ts';
import type { RulePlace } from '../model/logging-rules.ts';
import type { ExpectedStream, LiveProperty } from '../model/property.ts';
import type { PropertyFinding } from '../model/property-finding.ts';
import { isUnconditional } from './behaviors/datastream.ts';
import { fieldsWithOption, type LoggedField } from './behaviors/report.ts';
import { finding, propertyOf, rulePath, streamLabel, withFix } from './finding.ts';
import { type FixResult, none } from './fix/behavior-fix.ts';
import { fixReport } from './fix/report-fix.ts';
import { type HeaderSetting, settingsOf } from './header-settings.ts';

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

/** Returns what Log Request Details has to log for a stream, and does not, as a clause. */
export function loggingToAdd(property: LiveProperty, { kind, fields }: ExpectedStream): string {
  if (unknownIncludes(property).length > 0) return '';
  const empty = fieldsWithOption(kind, fields).filter(
    ({ option }) => !settingsOf(property, option).some(isAlwaysLogged),
  );
  const names = empty.map(({ name, id }) => `${name} (field ${id})`);
  return names.length === 0 ? '' : `, and log ${names.join(', ')} in Log Request Details`;
}

function checkField(
  property: LiveProperty,
  stream: ExpectedStream,
  field: LoggedField,
  needed: readonly string[],
): readonly PropertyFinding[] {
  const settings = settingsOf(property, field.option);
  const always = settings.find(isAlwaysLogged);
  if (always === undefined) return [notLogged(property, stream, field, needed, settings)];
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
  { rule, includeName }: HeaderSetting,
): readonly PropertyFinding[] {
  if (includeName === undefined || settingsOf(property, field.option, []).some(isAlwaysLogged)) return [];
  const message = `${field.name} (field ${field.id}) of ${streamLabel(stream)} is logged by include "${includeName}". If the property stops using it, the field is empty.`;
  return [finding('logged-by-include', 'note', propertyOf(property), { stream, rule, field }, message)];
}

function isAlwaysLogged(setting: HeaderSetting): boolean {
  return setting.isLogged && setting.isUnconditional;
}

function notLogged(
  property: LiveProperty,
  stream: ExpectedStream,
  field: LoggedField,
  needed: readonly string[],
  settings: readonly HeaderSetting[],
): PropertyFinding {
  const subject = `${field.name} (field ${field.id}) of ${streamLabel(stream)}`;
  const unknown = unknownIncludes(property);
  if (unknown.length > 0) {
    const message = `${subject} may be empty. The property itself does not log it for all requests, and it is not known whether an include does (${unknown.join('; ')}).`;
    return finding('field-not-logged', 'note', propertyOf(property), { stream, field }, message);
  }
  const partly = settings
    .filter((setting) => setting.isLogged)
    .map(({ rule, includeName }) =>
      includeName === undefined ? `rule "${rulePath(rule)}"` : `include "${includeName}"`,
    );
  const extent =
    partly.length === 0
      ? 'is empty, because Log Request Details does not log it'
      : `is empty for some requests, because Log Request Details logs it under criteria only (${[...new Set(partly)].join(', ')})`;
  const { action, result, rule } = fixOf(property, field.option, needed, settings);
  const message = `${subject} ${extent}. ${action}`;
  return finding(
    'field-not-logged',
    'warning',
    propertyOf(property),
    { stream, field, ...defined({ rule }) },
    ...withFix(property, message, result),
  );
}

/** Returns what to do, and where. An include that is used later takes precedence, so a change before it has no effect. */
function fixOf(
  property: LiveProperty,
  option: string,
  needed: readonly string[],
  settings: readonly HeaderSetting[],
): { readonly action: string; readonly result: FixResult; readonly rule?: RulePlace } {
  const own = property.rules.report.findLast(isUnconditional);
  const deciding = settings.find((setting) => setting.isUnconditional);
  const canAdd = own === undefined && deciding?.rule.pointer === '/rules';
  if (deciding?.includeName !== undefined && !canAdd) {
    const action = `Include "${deciding.includeName}" takes precedence in rule "${rulePath(deciding.rule)}": change the include.`;
    return { action, result: none('there is no fix to paste for includes'), rule: deciding.rule };
  }
  return {
    action: actionFor(option, own === undefined ? 'default' : rulePath(own.rule)),
    result: fixReport(own, option, needed, property.ruleFormat),
    ...(own === undefined ? {} : { rule: own.rule }),
  };
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
