import { activate } from '../../src/configuration/activate.ts';
import { parseConfiguration } from '../../src/configuration/parse.ts';
import { readManifests } from '../../src/manifest/read-manifests.ts';
import type { ActiveConfiguration } from '../../src/model/configuration.ts';

/** Returns what a configuration file says, without its version, which is its first line. */
export function configured(text: string, target?: string): ActiveConfiguration {
  const { configuration, findings } = parseConfiguration(
    'datastream.yaml',
    `apiVersion: datastream-gitops/v1\n${text}`,
  );
  if (!configuration) throw new Error(JSON.stringify(findings));
  const active = activate(configuration, target);
  if (typeof active === 'string') throw new Error(active);
  return active;
}

/** Reads manifests by their files. */
export function readConfigured(files: Readonly<Record<string, string>>, configuration?: ActiveConfiguration) {
  const texts = Object.entries(files).map(([file, text]) => ({ file, text }));
  return readManifests(texts, [], 'streams', configuration ? { configuration } : {});
}
