import { CDN_FIELDS } from '../../collections/cdn-fields.ts';
import { DATASTREAM1_FIELDS } from '../../collections/datastream1-fields.ts';
import { KINDS, type Kind } from '../../model/collection.ts';
import { defined } from '../../model/defined.ts';
import type { JsonObject } from '../../model/json.ts';

/**
 * The data set fields that are empty unless an option of Log Request Details (`report`) is on. That their names belong to
 * each other is inferred.
 */
const OPTIONS: Readonly<Record<Kind, Readonly<Record<string, string>>>> = {
  DataStream2: {
    1011: 'logHost',
    1017: 'logUserAgent',
    1019: 'logAcceptLanguage',
    1023: 'logCookies',
    1032: 'logReferer',
    1037: 'logXForwardedFor',
    1066: 'logEdgeIP',
    1082: 'logCustomLogField',
  },
  DataStream1: { 6: 'logHost', 12: 'logUserAgent' },
};

const CARDS = { DataStream1: DATASTREAM1_FIELDS, DataStream2: CDN_FIELDS };

/** A data set field and the option of Log Request Details that it needs. */
export interface LoggedField {
  readonly id: number;
  readonly name: string;
  readonly option: string;
  /** Why the field is, or may contain, personal data. */
  readonly personalData?: string;
}

/** Returns the chosen fields that need an option of Log Request Details. */
export function fieldsWithOption(kind: Kind, fields: readonly (number | string)[]): readonly LoggedField[] {
  const chosen = new Set(fields.map(String));
  return CARDS[kind].flatMap(({ id, name, personalData }) => {
    const option = OPTIONS[kind][id];
    return option !== undefined && chosen.has(String(id))
      ? [{ id, name, option, ...defined({ personalData }) }]
      : [];
  });
}

/** The options whose fields are, or may contain, personal data. */
export const PERSONAL_OPTIONS: ReadonlySet<string> = new Set(
  KINDS.flatMap((kind) =>
    fieldsWithOption(
      kind,
      CARDS[kind].map(({ id }) => id),
    ),
  )
    .filter(({ personalData }) => personalData !== undefined)
    .map(({ option }) => option),
);

/**
 * The options of a new Log Request Details behavior, with the documented defaults. An omitted option counts as its
 * default. Source: techdocs.akamai.com/terraform/docs/report, "Default behavior".
 */
export const REPORT_DEFAULTS: JsonObject = {
  logHost: true,
  logReferer: false,
  logUserAgent: false,
  logAcceptLanguage: false,
  logCookies: 'OFF',
  logCustomLogField: false,
  logEdgeIP: false,
  logXForwardedFor: false,
};

/** Returns true if the options of a `report` or `logCustom` behavior log what an option is about. */
export function isLogged(options: JsonObject, option: string): boolean {
  const value = options[option] ?? REPORT_DEFAULTS[option];
  return value !== false && value !== 'OFF';
}

/** Returns the behaviors that have an option. The custom log field is also an option of `logCustom`. */
export function behaviorsWith(option: string): readonly ('report' | 'logCustom')[] {
  return option === 'logCustomLogField' ? ['report', 'logCustom'] : ['report'];
}
