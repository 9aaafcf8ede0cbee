import { ApiError } from '../../api/errors/errors.ts';
import type { PropertyActivation } from '../../model/property-logging.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { Failure } from '../items/write-result.ts';
import { networkText } from './activations.ts';

/** Returns a failure. Each text is a sentence. */
export function failure(...texts: readonly string[]): Failure {
  return { tag: 'failed', error: sentences(...texts) };
}

/**
 * Names a version and who changed it last: `version 12 (another-user, 2026-01-05T08:00:00Z)`. Only the number if that
 * cannot be read.
 */
export async function versionText(
  { propertyWriter }: ApplyContext,
  propertyId: number,
  version: number,
): Promise<string> {
  try {
    const { modifiedBy, modifiedDate } = await propertyWriter.version(propertyId, version);
    const author = [modifiedBy, modifiedDate].filter((part) => part !== undefined).join(', ');
    return author === '' ? `version ${version}` : `version ${version} (${author})`;
  } catch (error) {
    if (error instanceof ApiError) return `version ${version}`;
    throw error;
  }
}

/** Returns a failure that names an activation that is in progress. */
export async function activationRunning(
  run: ApplyContext,
  propertyId: number,
  { version, network, status, note }: PropertyActivation,
): Promise<Failure> {
  const about = note === undefined ? '' : ` with the note ${JSON.stringify(note)}`;
  return failure(
    `Another activation is in progress: ${await versionText(run, propertyId, version)} on ${networkText(network)} (${status})${about}`,
    'Run again when it has ended',
  );
}
