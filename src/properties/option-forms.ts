import { isArray, type Json, type JsonObject } from '../model/json.ts';

/** The behaviors whose options are kept. */
export type LoggingBehavior = 'datastream' | 'report' | 'logCustom';

/** How the values of an option are recognized. */
interface OptionForm {
  readonly isValid: (value: Json) => boolean;
  /** Findings depend on it, so a value of another form makes the rule tree unreadable. Others are only not kept. */
  readonly isJudged: boolean;
}

const isFlag = (value: Json) => typeof value === 'boolean';
/** JSON can contain numbers that change when they are read: 1e400 becomes Infinity. */
const isExact = (value: Json): value is number =>
  typeof value === 'number' && Number.isFinite(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER;
/** Longer values are of no known form. Some patterns overflow the stack of the regular expression engine. */
const LONGEST = 10_000;
const matches = (pattern: RegExp) => (value: Json) =>
  typeof value === 'string' && value.length <= LONGEST && pattern.test(value);
/** A stream ID, as a number or as a string of digits. */
const isId = (value: Json) =>
  matches(/^[1-9]\d{0,14}$/)(value) || (Number.isSafeInteger(value) && Number(value) > 0);

const judged = (isValid: OptionForm['isValid']): OptionForm => ({ isValid, isJudged: true });
const repeated = (isValid: OptionForm['isValid']): OptionForm => ({ isValid, isJudged: false });

/**
 * A custom log field is the customer's own text of up to 1000 bytes. It is kept only if it consists of variables and
 * separators: `{{builtin.AK_CLIENT_RTT}}|{{user.PMUSER_TRACE}}`.
 */
const CUSTOM_FIELD = {
  logCustomLogField: judged(isFlag),
  customLogField: repeated(matches(/^(?:\{\{[\w.]{1,100}\}\}|[\s|,;:/_-])*$/)),
};

const FORMS: Readonly<Record<LoggingBehavior, Readonly<Record<string, OptionForm>>>> = {
  datastream: {
    streamType: judged(matches(/^(?:BEACON|LOG|BEACON_AND_LOG)$/)),
    enabled: judged(isFlag),
    datastreamIds: judged(matches(/^(?:[1-9]\d{0,14}(?:-[1-9]\d{0,14})*)?$/)),
    logEnabled: judged(isFlag),
    logStreamName: judged((value) => (isArray(value) ? value.every(isId) : value === '' || isId(value))),
    samplingPercentage: judged((value) => isExact(value) && value >= 0 && value <= 100),
    collectMidgressTraffic: repeated(isFlag),
    // Names of streams, for exports only.
    logStreamTitle: repeated(matches(/^[\p{L}\p{N} ._-]{0,100}$/u)),
    beaconStreamTitle: repeated(matches(/^[\p{L}\p{N} ._-]{0,100}$/u)),
  },
  report: {
    logHost: judged(isFlag),
    logReferer: judged(isFlag),
    logUserAgent: judged(isFlag),
    logAcceptLanguage: judged(isFlag),
    logCookies: judged(matches(/^(?:OFF|ALL|SOME)$/)),
    logEdgeIP: judged(isFlag),
    logXForwardedFor: judged(isFlag),
    cookies: repeated((value) => isArray(value) && value.every(matches(/^[\w.*-]{1,60}$/))),
    ...CUSTOM_FIELD,
  },
  logCustom: CUSTOM_FIELD,
};

/** The options of a behavior that may leave its rule tree. */
export interface KeptOptions {
  readonly options: JsonObject;
  /** Names of the options whose values are not kept. */
  readonly withheld: readonly string[];
  /** The option that a finding depends on and whose value has no known form. */
  readonly unreadable?: string;
}

/** Selects the options that may leave the rule tree. Options that are null count as omitted. */
export function keepOptions(behavior: LoggingBehavior, options: JsonObject): KeptOptions {
  const forms = new Map(Object.entries(FORMS[behavior]));
  const given = Object.entries(options).filter(([, value]) => value !== null);
  const isKept = ([name, value]: [string, Json]) =>
    forms.get(name)?.isValid(value) ?? (isName(name) && (isFlag(value) || isExact(value)));
  const dropped = given.filter((entry) => !isKept(entry)).map(([name]) => name);
  const unreadable = dropped.find((name) => forms.get(name)?.isJudged);
  return {
    options: Object.fromEntries(given.filter(isKept)),
    withheld: dropped.map((name) => (isName(name) ? name : 'with an unusual name')),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

/** Options are named like identifiers. Other names could end the block of Terraform that they are written to. */
function isName(name: string): boolean {
  return /^[A-Za-z]\w{0,39}$/.test(name);
}
