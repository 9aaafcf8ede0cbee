import type { Context } from './context.ts';

/** Whether files may be written. */
export type Consent = { readonly tag: 'given' } | { readonly tag: 'refused'; readonly message: string };

/** What the user is asked. */
export interface ConsentQuestion {
  /** True if the command line already gave consent. */
  readonly yes: boolean | undefined;
  /** What would be written, for a terminal. */
  readonly preview: () => string;
  /** Without the hint which answer is accepted. */
  readonly question: string;
  /** What the command line has to contain if nobody can be asked. */
  readonly withoutTerminal: string;
  /** The message if the user does not confirm. */
  readonly cancelled: string;
}

/** Asks for confirmation, as `apply` does: files are written with `--yes`, or after `yes` at the terminal. */
export async function consentToWrite(context: Context, asked: ConsentQuestion): Promise<Consent> {
  if (asked.yes) return { tag: 'given' };
  if (!context.ask) return { tag: 'refused', message: asked.withoutTerminal };
  context.say(asked.preview());
  const answer = await context.ask(`${asked.question} Only 'yes' is accepted to confirm: `);
  return answer.trim() === 'yes' ? { tag: 'given' } : { tag: 'refused', message: asked.cancelled };
}

/**
 * Returns the files that someone has changed since they were read, for example while the confirmation was pending.
 * Writing them would overwrite that edit.
 *
 * @param texts what was read by file; `undefined` if there was no file
 */
export async function changedMeanwhile(
  context: Context,
  texts: ReadonlyMap<string, { readonly before: string | undefined }>,
): Promise<readonly string[]> {
  const changed: string[] = [];
  for (const [file, { before }] of texts) {
    const now = await context.files.read(file).catch(() => undefined);
    if (now !== before) changed.push(file);
  }
  return changed;
}
