import { ERROR_GROUPS } from '../../../src/explanations/errors/errors.ts';
import { explanationsPage } from './explanations-page.ts';

/** The page of the errors that end a command. */
export function errorsPage(): string {
  return explanationsPage({
    title: 'Errors',
    introduction: [
      'An error ends a command before it has a result. With `--format json`, `error.code` is one of these codes ([schema](../../schemas/error.schema.json)). The README lists the [exit codes](../../README.md#what-do-the-exit-codes-mean).',
    ],
    groups: ERROR_GROUPS,
  });
}
