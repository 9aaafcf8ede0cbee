import type { JsonObject } from '../../model/json.ts';
import type { Behavior } from '../../model/logging-rules.ts';
import { REPORT_DEFAULTS } from '../behaviors/report.ts';
import { addBehavior, changeOptions, type FixResult, none } from './behavior-fix.ts';

/**
 * Switches an option of Log Request Details on, with the other headers that the streams of the property need: the same
 * behavior resolves the findings of all of them.
 *
 * @param report the last behavior without criteria. Absent: one is added
 * @param option the option that a field needs
 * @param needed the options that all fields of all streams need
 */
export function fixReport(
  report: Behavior | undefined,
  option: string,
  needed: readonly string[],
  ruleFormat: string,
): FixResult {
  if (option === 'logCustomLogField' && report?.options['customLogField'] === undefined) {
    return none('there is no fix to paste, because only you know the text');
  }
  const changes = switchedOn([option, ...needed.filter(isHeader)]);
  return report === undefined
    ? addBehavior('report', { ...REPORT_DEFAULTS, ...changes }, ruleFormat)
    : changeOptions('report', report, changes, ruleFormat);
}

/** Cookies may identify people, and the custom log field needs a text, so neither is switched on for another field. */
function isHeader(option: string): boolean {
  return option !== 'logCookies' && option !== 'logCustomLogField';
}

function switchedOn(options: readonly string[]): JsonObject {
  return Object.fromEntries(options.map((option) => [option, option === 'logCookies' ? 'ALL' : true]));
}
