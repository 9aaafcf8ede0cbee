import { listing } from '../text/words.ts';

/** The subject of the steps. Without names, the steps are about all streams of the migration. */
export interface Steps {
  /** The DataStream 1 manifest or stream that is migrated. */
  readonly original?: string;
  /** The live original, if no manifest for it is known. */
  readonly streamId?: number;
  /** References whose values have to be set. */
  readonly newSecrets?: readonly string[];
  /** References that the original already has. */
  readonly sameSecrets?: readonly string[];
}

/**
 * Returns the manual steps after a migration, in this order, as complete sentences. Stopping between two steps loses no
 * logs.
 */
export function migrationSteps(steps: Steps): readonly string[] {
  return [
    secrets(steps),
    'Create the stream: apply the new manifest with state: inactive, as it is written. Nothing is logged yet; Akamai writes ' +
      'a test record to the destination. Then change it to state: active and apply again.',
    'Property Manager: unless DataStream manages the property by itself (integration type DS_MANAGED), its DataStream ' +
      'behavior has to name the ID of the new stream (logStreamName, with logEnabled) and to have the streamType ' +
      'BEACON_AND_LOG, so that both streams log, or LOG, which ends DataStream 1. Activate the property.',
    'Check that logs arrive, and that whatever reads them takes the new form: JSON whose names and units are not those of ' +
      'DataStream 1. Until then both streams deliver.',
    retire(steps),
  ];
}

function secrets({ newSecrets, sameSecrets = [] }: Steps): string {
  if (newSecrets === undefined) return 'Set the secrets that the new manifests refer to.';
  const same = sameSecrets.length === 0 ? '' : ` As for the original: ${listing(sameSecrets)}.`;
  if (newSecrets.length > 0) return `Set the secrets. New: ${listing(newSecrets)}.${same}`;
  return same === '' ? 'Secrets: this stream has none.' : `Secrets: nothing new.${same}`;
}

function retire({ original, streamId }: Steps): string {
  if (streamId !== undefined) {
    return `Only then stop the original: import stream ${streamId}, apply its manifest with state: inactive, and later with state: absent.`;
  }
  const which = original === undefined ? 'the DataStream 1 manifest' : `the manifest of ${original}`;
  return `Only then write state: inactive in ${which} and apply; later, when it is no longer needed, state: absent.`;
}
