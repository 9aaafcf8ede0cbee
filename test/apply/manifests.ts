import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { ds1Manifest, ds1Spec } from '../builders/datastream1-streams.ts';
import { cdnSpec, manifest as ordinaryManifest } from '../builders/streams.ts';

/** The values of the secrets that these manifests refer to. */
export const USER = 'canary-user-name';
export const PASSWORD = 'canary "pass/word"+1';

/**
 * A manifest of a CDN stream with secrets. It is `separate`, because the streams of a test have the same property and
 * destination.
 * @param spec replaces members of the spec
 */
export function manifest(
  name: string,
  change: Partial<Omit<Manifest, 'spec'>> = {},
  spec: JsonObject = {},
): Manifest {
  const content = cdnSpec({ datasetFields: [1000, 1002, 1100], ...spec });
  return ordinaryManifest(name, { separate: true, ...change, spec: content });
}

/**
 * A manifest of a DataStream 1 stream without connectors.
 * @param spec replaces members of the spec
 */
export function manifest1(
  name: string,
  change: Partial<Omit<Manifest, 'spec'>> = {},
  spec: JsonObject = {},
): Manifest {
  const content = ds1Spec({ datasetFields: [77, 80], connectors: [], ...spec });
  return ds1Manifest(name, { separate: true, ...change, spec: content });
}
