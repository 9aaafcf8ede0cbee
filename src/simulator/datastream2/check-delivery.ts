import type { LogType } from '../../model/collection.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Finding, finding, simulated } from '../protocol/refusal.ts';
import { checkMembers, type Rules } from '../protocol/rules.ts';
import type { Settings } from '../state/settings.ts';
import type { VendorDestination } from '../vendor/destinations.ts';
import { VENDOR_LOG_TYPES } from '../vendor/log-types.ts';

const FILE_NAMES: Rules = {
  // The v2 OpenAPI forbids dots. A published configuration that works has both members with
  // dots.
  uploadFilePrefix: { type: 'text', most: 200 },
  uploadFileSuffix: { type: 'text', most: 10, pattern: ['^[^/%?]*$', 'may hold none of / % ?'] },
};

const RULES: Rules = {
  format: { type: 'text', required: true, values: ['STRUCTURED', 'JSON'] },
  fieldDelimiter: { type: 'text', values: ['SPACE', 'TAB'] },
  frequency: { type: 'object', required: true },
};

const AT = 'deliveryConfiguration.';

/** Checks a delivery configuration against the type of the destination. Returns every finding. */
export function checkDelivery(
  value: Json | undefined,
  vendor: VendorDestination | undefined,
  settings: Settings,
): readonly Finding[] {
  if (!isObject(value)) return [];
  const named = vendor?.family === 'https' ? [] : Object.keys(FILE_NAMES);
  const rules = named.length > 0 ? { ...RULES, ...FILE_NAMES } : RULES;
  const accepted = [...Object.keys(FILE_NAMES), ...settings.extraMembers.deliveryConfiguration];
  return [
    ...checkMembers(rules, value, AT, accepted),
    ...checkFrequency(value['frequency']),
    ...checkDelimiter(value),
    ...checkFormat(value, vendor),
  ];
}

function checkFrequency(value: Json | undefined): readonly Finding[] {
  if (!isObject(value)) return [];
  const rules: Rules = { intervalInSeconds: { type: 'integer', required: true, values: [30, 60] } };
  return checkMembers(rules, value, `${AT}frequency.`);
}

function checkDelimiter({ format, fieldDelimiter }: JsonObject): readonly Finding[] {
  const parameter = `${AT}fieldDelimiter`;
  const missing = fieldDelimiter === undefined || fieldDelimiter === '';
  if (format === 'STRUCTURED' && missing) return [finding(BLANK_DELIMITER, parameter, null)];
  if (format === 'JSON' && !missing) {
    return [simulated('The field delimiter does not go with the JSON log format.', parameter)];
  }
  return [];
}

const BLANK_DELIMITER = 'The field delimiter field for the STRUCTURED log format cannot be blank.';

function checkFormat({ format }: JsonObject, vendor: VendorDestination | undefined): readonly Finding[] {
  if (!vendor?.jsonOnly || format !== 'STRUCTURED') return [];
  return [{ ...simulated('This destination takes the JSON log format only.', `${AT}format`), value: format }];
}

/** Application security events are always in JSON format. */
export function checkLogTypeFormat(value: Json | undefined, logType: LogType): readonly Finding[] {
  const { jsonOnly } = VENDOR_LOG_TYPES[logType];
  if (!jsonOnly || !isObject(value) || value['format'] !== 'STRUCTURED') return [];
  return [
    { ...simulated('This log type takes the JSON log format only.', `${AT}format`), value: 'STRUCTURED' },
  ];
}

/**
 * Returns the delivery configuration as a version stores it. The server ignores file names for HTTPS destinations and
 * treats an empty string as not set.
 */
export function keptDelivery(value: JsonObject, vendor: VendorDestination): JsonObject {
  const ignored = vendor.family === 'https' ? Object.keys(FILE_NAMES) : [];
  const kept = Object.entries(value).filter(
    ([member, content]) => content !== '' && !ignored.includes(member),
  );
  return Object.fromEntries(kept);
}
