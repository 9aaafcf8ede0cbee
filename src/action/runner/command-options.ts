import { defaultsOf } from '../../commands/session/declared-option.ts';
import type { TargetOptions } from '../../commands/session/option-groups.ts';
import { APPLY } from '../../commands/session/options.ts';
import type { Job } from '../../workflow/forge/job.ts';
import type { AccountInputs } from './inputs.ts';

/**
 * Options of commands, from inputs. They do not ask for confirmation and do not wait.
 * @param out the file for the saved plan
 */
export function applyOptions(inputs: AccountInputs, out?: string): Job['options'] {
  return {
    ...defaultsOf(APPLY),
    format: 'markdown',
    color: false,
    width: 100,
    streams: inputs.streams,
    ...targetOptions(inputs.account),
    cache: inputs.cache,
    ...(inputs.cacheKey === undefined ? {} : { cacheKey: inputs.cacheKey }),
    rotate: inputs.rotate,
    // An apply plans everything, and then selects.
    only: inputs.command === 'plan' ? inputs.only : [],
    allow: inputs.allow,
    checkProperties: inputs.checkProperties,
    yes: true,
    ...(inputs.overrideFreeze === undefined ? {} : { overrideFreeze: inputs.overrideFreeze }),
    ...(out === undefined ? {} : { out }),
  };
}

function targetOptions(account: AccountInputs['account']): TargetOptions {
  if (account.tag === 'simulator') return { simulator: account.file };
  const { tag: _, edgerc, ...rest } = account;
  return { edgercText: edgerc, ...rest };
}
