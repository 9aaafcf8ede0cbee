import { CONFIGURATION, TARGET } from '../commands/session/option-groups.ts';
import type { ApplyOptions, PlanOptions } from '../commands/session/options.ts';
import type { Invocation } from '../render/text/options.ts';
import { shellWord } from '../render/text/words.ts';
import { flagOf } from './declare.ts';

const STREAMS = 'streams';

/** The options of a run that the next command repeats. `names` are arguments with the meaning of `--only`. */
type Given = Partial<ApplyOptions> &
  Pick<PlanOptions, 'changedSince'> & { readonly names?: readonly string[] };

/** Returns how to type the next command so that it uses the same account, based on the options of this run. */
export function typingOf(given: Given, program: string): Invocation {
  const { streams = STREAMS, names = [], rotate = [], allow = {} } = given;
  const only = [...names, ...(given.only ?? [])];
  const limits = Object.entries(allow).map(([kind, limit]) => `${kind}=${limit}`);
  return {
    program,
    account: [
      ...accountOf(given, program),
      ...(streams === STREAMS ? [] : ['--streams', shellWord(streams)]),
    ],
    only: only.length === 0 ? [] : ['--only', ...only.map(shellWord)],
    changedSince: given.changedSince === undefined ? [] : ['--changed-since', shellWord(given.changedSince)],
    rotate: rotate.flatMap((name) => ['--rotate', shellWord(name)]),
    allow: limits.length === 0 ? [] : ['--allow', limits.join(',')],
  };
}

/** `npm start` selects the simulator itself. */
function accountOf(given: Partial<ApplyOptions>, program: string): readonly string[] {
  return Object.keys({ ...CONFIGURATION, ...TARGET }).flatMap((name) => {
    const value = given[name as keyof (typeof CONFIGURATION & typeof TARGET)];
    if (value === undefined) return [];
    if (name !== 'simulator' || value !== TARGET.simulator.implied) return [flagOf(name), shellWord(value)];
    return program === 'datastream' ? [flagOf(name)] : [];
  });
}
