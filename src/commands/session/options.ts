import type { Invocation } from '../../render/text/options.ts';
import type { DeclaredOptions, OptionsOf } from './declared-option.ts';
import {
  CACHE,
  type CacheOptions,
  CHANGES,
  type ConfigurationOptions,
  DETAILED,
  FORMAT,
  MANIFESTS,
  type OutputOptions,
  PROPERTIES,
  READ,
  TARGET_AFTER_NAMES,
  type TargetOptions,
  WAIT,
} from './option-groups.ts';
import { parseDuration, parsePeriod, parseProbeUrl, parseReason } from './option-parsers.ts';

/**
 * The options and arguments of each command, in the order of its help. Command line, help and types come from here;
 * the Action fills in the same types from its inputs. Durations are milliseconds once they are parsed.
 * Commands that write files, and those that only show something, have files of their own.
 */

export const VALIDATE = {
  files: {
    positional: true,
    value: '[files...]',
    help: 'report findings in these files only; the whole folder is still read',
  },
  ...MANIFESTS,
  ...FORMAT,
} as const satisfies DeclaredOptions;

export interface ValidateOptions extends OptionsOf<typeof VALIDATE>, OutputOptions, ConfigurationOptions {}

export const PLAN = {
  brief: {
    help: 'print one line for each change; reasons, warnings and refusals stay complete (terminal format only)',
  },
  changedSince: {
    value: '<ref>',
    help: 'plan only the manifests that this branch changes, compared with another branch, a tag or a commit',
    conflicts: ['only'],
  },
  out: {
    value: '<file>',
    help: 'save the plan, so that `apply --plan` can apply exactly this one; may be a pipe or device',
  },
  ...PROPERTIES,
  ...READ,
  ...CHANGES,
  ...DETAILED,
} as const satisfies DeclaredOptions;

export interface PlanOptions extends OptionsOf<typeof PLAN>, OutputOptions, TargetOptions, CacheOptions {}

export const APPLY = {
  plan: {
    value: '<file>',
    help: 'apply exactly this saved plan, or refuse if it is stale; may be a pipe',
  },
  yes: { help: 'do not ask for confirmation; required without a terminal, unless --plan is given' },
  overrideFreeze: {
    value: '<reason>',
    help: 'apply although a freeze of the configuration file is in force; the reason is part of the result',
    parse: parseReason,
  },
  secrets: {
    value: '<file>',
    help: 'read { env } references from this dotenv file only, not from the environment',
  },
  secretsDir: { value: '<dir>', help: 'another folder that { file } references may read' },
  lookup: {
    value: '<duration>',
    help: 'how long to look for the result of a write whose response was lost (default: 30s, 150s after a 504)',
    parse: parseDuration,
  },
  ...READ,
  ...CHANGES,
  ...WAIT,
  ...DETAILED,
} as const satisfies DeclaredOptions;

export interface ApplyOptions extends OptionsOf<typeof APPLY>, OutputOptions, TargetOptions, CacheOptions {}

export const STATUS = {
  delivery: { help: 'also show whether the logs of each stream arrive; `verify` shows more' },
  overdue: {
    value: '<duration>',
    help: 'report a transition as overdue after this time (default: 3h; DataStream 1: 45m)',
    parse: parseDuration,
  },
  ...PROPERTIES,
  ...READ,
  ...WAIT,
  ...DETAILED,
} as const satisfies DeclaredOptions;

export interface StatusOptions extends OptionsOf<typeof STATUS>, OutputOptions, TargetOptions, CacheOptions {}

export const VERIFY = {
  names: {
    positional: true,
    value: '[names...]',
    completes: 'streams',
    help: 'verify these manifests only: names, or quoted patterns with * and ?',
  },
  since: {
    value: '<duration>',
    help: 'period that amounts are reported for, 15m to 24h (default: 2h; DataStream 1: 30m)',
    parse: parsePeriod,
  },
  wait: {
    value: '[duration]',
    help: 'check again every 5 minutes while records are expected, but no longer than this',
    parse: parseDuration,
    implied: '2h',
  },
  probe: {
    value: '<url>',
    help: 'first request this page of a property a few times, so that the named streams have something to log',
    parse: parseProbeUrl,
  },
  checkProperties: {
    help: 'also count the properties whose rules name each stream; `status --check-properties` shows what to fix',
    negated: PROPERTIES.checkProperties.negated,
  },
  ...MANIFESTS,
  ...TARGET_AFTER_NAMES,
  ...CACHE,
  format: {
    ...FORMAT.format,
    help: 'terminal, json, markdown or prometheus (text exposition)',
    choices: [...FORMAT.format.choices, 'prometheus'],
  },
} as const satisfies DeclaredOptions;

export interface VerifyOptions
  extends OptionsOf<typeof VERIFY>,
    Omit<OutputOptions, 'format'>,
    TargetOptions,
    CacheOptions {
  /** How the command was typed, so that the next command can be printed. */
  readonly typing?: Invocation;
}
