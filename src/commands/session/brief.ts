import { UsageError } from './context.ts';
import type { PlanOptions } from './options.ts';

/**
 * Refuses `--brief` with a format that is always complete.
 *
 * @throws {UsageError}
 */
export function refuseBriefFormats({ brief, format }: Pick<PlanOptions, 'brief' | 'format'>): void {
  if (!brief || format === 'terminal') return;
  throw new UsageError(
    '--brief is for the terminal format. Omit --brief or --format; JSON and Markdown are always complete.',
  );
}
