import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { DemoDisplay } from './display.ts';
import { driveDate, drivenTime } from './driven-time.ts';
import { openSession } from './session.ts';
import { STEP_NAMES, STEPS, type Step, type StepName } from './steps.ts';
import { Story } from './story.ts';

/** A Monday morning. */
const START = Date.UTC(2026, 0, 5, 9, 0);

const INTRODUCTION = `From a manifest to records in a file. A receiver, a simulated Akamai account and the commands run in this process, on 127.0.0.1. Uploads are real HTTPS requests. Only the time is simulated: it stops while something runs, and jumps to the next upload. One and a half hours take a few seconds.`;

/**
 * Runs all steps in a temporary folder, which is removed at the end, or when the process exits.
 * @param afterStep called after each step, with the time in milliseconds since 1970
 */
export async function runDemo(
  display: DemoDisplay,
  afterStep: (name: StepName, now: number) => Promise<void> = async () => undefined,
): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'datastream-demo-'));
  const before = process.cwd();
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  process.chdir(folder);
  const time = drivenTime(START);
  const restoreDate = driveDate(time.background);
  const story = new Story(openSession(time, display));
  try {
    display.explain(INTRODUCTION);
    for (const [index, name] of STEP_NAMES.entries()) {
      const step: Step = STEPS[name];
      display.head(`${index + 1}. ${step.title}`);
      display.explain(step.text);
      await step.run(story);
      await afterStep(name, time.background.now());
    }
  } finally {
    await story.stop();
    restoreDate();
    process.chdir(before);
    remove();
    process.off('exit', remove);
  }
}
