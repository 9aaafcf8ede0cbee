import { defaultsOf } from '../../commands/session/declared-option.ts';
import type { TargetOptions } from '../../commands/session/option-groups.ts';
import { APPLY, type ApplyOptions, PLAN, type PlanOptions } from '../../commands/session/options.ts';
import type { AccountInputs } from './inputs.ts';

/**
 * Options of the read-only commands, from inputs.
 * @param out the file for the saved plan
 */
export function planOptions(inputs: AccountInputs, out?: string): PlanOptions {
  return {
    ...defaultsOf(PLAN),
    format: 'markdown',
    color: false,
    width: 100,
    streams: inputs.streams,
    ...targetOptions(inputs.account),
    cache: inputs.cache,
    ...(inputs.cacheKey === undefined ? {} : { cacheKey: inputs.cacheKey }),
    rotate: inputs.rotate,
    allow: inputs.allow,
    ...(out === undefined ? {} : { out }),
  };
}

/** Options of the commands that write. They do not ask for confirmation and do not wait. */
export function applyOptions(inputs: AccountInputs): ApplyOptions {
  return { ...defaultsOf(APPLY), ...planOptions(inputs), yes: true };
}

function targetOptions(account: AccountInputs['account']): TargetOptions {
  if (account.tag === 'simulator') return { simulator: account.file };
  const { tag: _, edgerc, ...rest } = account;
  return { edgercText: edgerc, ...rest };
}
