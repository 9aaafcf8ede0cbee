import { renderUpdate } from '../../render/import/update.ts';
import type { UpdateReport } from '../../render/schemas/update.ts';
import { type Consent, changedMeanwhile, consentToWrite } from '../session/consent.ts';
import type { Context, Result } from '../session/context.ts';
import type { ImportOptions } from '../session/file-options.ts';

/** Writes rewritten manifests after confirmation, and reports what was updated. */
export async function writeUpdates(
  context: Context,
  options: ImportOptions,
  texts: ReadonlyMap<string, Rewrite>,
  report: UpdateReport,
): Promise<Result> {
  const consent = texts.size === 0 ? { tag: 'given' as const } : await consentFor(context, options, report);
  if (consent.tag === 'refused') {
    const refusals: UpdateReport['refusals'] = [{ code: 'no-consent', message: consent.message, names: [] }];
    return { output: renderUpdate({ ...report, refusals }, options), exitCode: 3 };
  }
  const changed = await changedMeanwhile(context, texts);
  if (changed.length > 0) {
    const message = `someone changed ${changed.join(', ')} while this command was running; nothing was written, run it again`;
    const refusals: UpdateReport['refusals'] = [{ code: 'stale-plan', message, names: [] }];
    return { output: renderUpdate({ ...report, refusals }, options), exitCode: 3 };
  }
  for (const [file, { after }] of texts) await context.files.writeBelow(options.streams, file, after);
  return { output: renderUpdate(report, options), exitCode: report.notUpdated.length > 0 ? 1 : 0 };
}

/** The text of a file as it was read, and as it is written. */
export interface Rewrite {
  readonly before: string;
  readonly after: string;
}

const NO_TERMINAL = 'not a terminal: pass --yes to rewrite these manifests without confirmation';

function consentFor(context: Context, options: ImportOptions, report: UpdateReport): Promise<Consent> {
  const files = new Set(report.updated.map(({ file }) => file)).size;
  return consentToWrite(context, {
    yes: options.yes,
    preview: () => renderUpdate(report, { ...options, format: 'terminal' }),
    question: `Write ${files === 1 ? 'this file' : `these ${files} files`}?`,
    withoutTerminal: NO_TERMINAL,
    cancelled: 'Import cancelled.',
  });
}
