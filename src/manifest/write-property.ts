import type { JsonObject } from '../model/json.ts';
import { PROPERTY_LOGGING, type PropertyManifest } from '../model/property-logging.ts';
import { documentText, type ManifestTextOptions } from './write.ts';

/** Writes a manifest of properties as YAML. Loading the text returns the same content. Empty members are omitted. */
export function propertyManifestText(
  { name, ...content }: Omit<PropertyManifest, 'source'>,
  options: ManifestTextOptions = {},
): string {
  return documentText(PROPERTY_LOGGING, name, specOf(content), options);
}

function specOf({
  properties,
  streams,
  removeStreams,
  datastream,
  report,
  activation: { network, notifyEmails, note, complianceRecord },
  protect,
}: Omit<PropertyManifest, 'name' | 'source'>): JsonObject {
  return {
    properties,
    streams,
    ...(removeStreams.length > 0 ? { removeStreams } : {}),
    ...(isEmpty(datastream) ? {} : { datastream }),
    ...(report !== 'required' && isEmpty(report) ? {} : { report }),
    activation: {
      network,
      ...(notifyEmails.length > 0 ? { notifyEmails } : {}),
      ...(note === undefined ? {} : { note }),
      ...(complianceRecord === undefined ? {} : { complianceRecord }),
    },
    ...(protect ? { protect } : {}),
  };
}

function isEmpty(block: JsonObject): boolean {
  return Object.keys(block).length === 0;
}
