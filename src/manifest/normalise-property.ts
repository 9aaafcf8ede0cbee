import { defined } from '../model/defined.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Source } from '../model/manifest.ts';
import type { ActivationNetwork, PropertyManifest } from '../model/property-logging.ts';
import { REQUIRED_OPTIONS } from './members/property-members.ts';
import { ordered } from './normalise.ts';
import { shortProperty } from './rules/property-logging.ts';

/** Converts a document without errors of form to the manifest, in one form however it was written. */
export function propertyManifestOf(root: JsonObject, source: Source): PropertyManifest {
  const spec = blockOf(root['spec']);
  const activation = blockOf(spec['activation']);
  const { note, complianceRecord } = activation;
  return {
    name: String(blockOf(root['metadata'])['name']),
    properties: itemsOf(spec['properties'], shortProperty),
    streams: itemsOf(spec['streams']),
    removeStreams: itemsOf(spec['removeStreams']),
    datastream: blockOf(spec['datastream']),
    report: spec['report'] === REQUIRED_OPTIONS ? REQUIRED_OPTIONS : blockOf(spec['report']),
    activation: {
      network: activation['network'] as ActivationNetwork,
      notifyEmails: itemsOf(activation['notifyEmails']).map(String),
      ...defined({ note: typeof note === 'string' ? note : undefined }),
      ...(isObject(complianceRecord) ? { complianceRecord: blockOf(complianceRecord) } : {}),
    },
    protect: spec['protect'] === true,
    source,
  };
}

function blockOf(value: Json | undefined): JsonObject {
  const block = ordered(value ?? {});
  return isObject(block) ? block : {};
}

function itemsOf(
  value: Json | undefined,
  short: (item: Json) => Json = (item) => item,
): readonly (string | number)[] {
  const items = isArray(value) ? value.map(short) : [];
  return [...new Set(items.filter((item) => typeof item === 'string' || typeof item === 'number'))];
}
