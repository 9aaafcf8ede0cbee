import { readTimeWindow, type TimeWindow, WINDOW_EXAMPLE } from '../../model/time-window.ts';
import { WATCH_MODES, type WatchMode } from '../../model/watch-mode.ts';
import { listing } from '../../render/text/words.ts';
import type { Settings } from '../../workflow/forge/job.ts';
import { flag, type Get, instead, type ReportProblem } from './input-values.ts';

const DEFAULT_APPLY = 'apply.yml';

/** What the watch may do. Plan and apply read it too, because their comments and commands depend on it. */
export interface WatchInputs extends Pick<Settings, 'verifyDelivery' | 'propertyWindow' | 'watchMode'> {
  /** File name of the workflow that applies, for the commands that other workflows print. */
  readonly applyWorkflow: string;
  /** Whether that workflow has several targets, and an input `target` that selects one. */
  readonly applySelectsTarget: boolean;
}

/** Reads the inputs about the watch. */
export function watchInputs(get: Get, report: ReportProblem): WatchInputs {
  return {
    verifyDelivery: flag(get, 'verify-delivery', true, report),
    propertyWindow: windowOf(get, report),
    watchMode: watchModeOf(get, report),
    applyWorkflow: applyWorkflowOf(get, report),
    applySelectsTarget: flag(get, 'apply-selects-target', false, report),
  };
}

function windowOf(get: Get, report: ReportProblem): TimeWindow {
  const window = readTimeWindow(get('property-activation-window'));
  if (typeof window !== 'string') return window;
  report(
    `The input "property-activation-window" is not valid: ${window}. Write it like "${WINDOW_EXAMPLE}", several on lines of their own or separated by semicolons.`,
  );
  return [];
}

function watchModeOf(get: Get, report: ReportProblem): WatchMode {
  const text = get('watch-mode');
  const mode = text === '' ? 'complete' : WATCH_MODES.find((known) => known === text);
  if (mode === undefined) report(`The input "watch-mode" is ${listing(WATCH_MODES, 'or')}${instead(text)}.`);
  return mode ?? 'report';
}

function applyWorkflowOf(get: Get, report: ReportProblem): string {
  const file = get('apply-workflow') || DEFAULT_APPLY;
  if (!/^[\w.-]+\.ya?ml$/.test(file))
    report(
      `The input "apply-workflow" is the name of a file in .github/workflows, for example ${DEFAULT_APPLY}${instead(file)}.`,
    );
  return file;
}
