import { readProperties } from '../../apply/observe/read-properties.ts';
import { readingProgress } from '../../apply/observe/reading-progress.ts';
import { PROPERTIES_FOLDER } from '../../manifest/across-properties.ts';
import { shortProperty } from '../../manifest/rules/property-logging.ts';
import { propertyManifestText } from '../../manifest/write-property.ts';
import { defined } from '../../model/defined.ts';
import type { LiveProperty, PropertyName, PropertyReading } from '../../model/property.ts';
import type { PropertyManifest } from '../../model/property-logging.ts';
import { renderImportProperties } from '../../render/import/properties.ts';
import type { ImportedProperty, PropertyNotImported } from '../../render/schemas/import-properties.ts';
import { type Connection, openConnection } from '../session/connection.ts';
import type { Context, Result } from '../session/context.ts';
import type { ImportOptions } from '../session/file-options.ts';
import { refuseOverwriting, repositorySoFar, schemaPath } from '../session/manifest-files.ts';
import { free, slug } from './file-names.ts';
import { listNameable, namedProperties, streamsFor } from './property-streams.ts';

/**
 * Writes manifests of properties: of the named ones, or of all that manifests of streams name. A manifest has the
 * streams that every behavior logs to, so that planning it shows no change.
 */
export async function importProperties(context: Context, options: ImportOptions): Promise<Result> {
  const { manifests, properties } = await repositorySoFar(context, options);
  const connection = await openConnection(context, options);
  const isNamed = options.which.length > 0;
  const named = isNamed ? options.which.map(idOrName) : namedProperties(manifests);
  const readings = await read(context, connection, named);
  const nameable = await listNameable(manifests, connection.reader);
  const managed = new Set(properties.flatMap((manifest) => manifest.properties));
  const results = readings.map((reading) =>
    importable(reading, managed, (rules) => streamsFor(rules, nameable)),
  );
  const notImported = results
    .filter((one) => 'code' in one)
    // Nobody asked for a property that a manifest describes already, or that DataStream manages.
    .filter(({ code }) => isNamed || !EXPECTED.includes(code));
  const imported = await write(
    context,
    options,
    properties,
    results.filter((one) => 'streams' in one),
  );
  return {
    output: renderImportProperties({ target: connection.target, imported, notImported }, options),
    exitCode: notImported.length > 0 ? 1 : 0,
  };
}

const EXPECTED: readonly PropertyNotImported['code'][] = ['has-manifest', 'no-streams'];

function idOrName(word: string): string | number {
  const short = shortProperty(word);
  return typeof short === 'number' ? short : String(short);
}

/** Reads each property once, also if it is named by name and by ID. */
async function read(
  { listen }: Context,
  { properties, cache }: Connection,
  named: readonly (string | number)[],
): Promise<readonly PropertyReading[]> {
  const names = named.map(
    (item): PropertyName => (typeof item === 'number' ? { propertyId: item } : { propertyName: item }),
  );
  const onRead = readingProgress(listen, { total: names.length, what: 'properties' });
  const found = await readProperties(names, { properties, cache, onRead });
  if (found.tag === 'no-grant') throw found.error;
  const seen = new Set<number>();
  return found.readings.filter(({ property: { propertyId } }) => {
    if (propertyId === undefined) return true;
    const isNew = !seen.has(propertyId);
    seen.add(propertyId);
    return isNew;
  });
}

type Importable = Omit<ImportedProperty, 'file' | 'name'>;

/** Returns the content of a manifest, or why there is none. */
function importable(
  reading: PropertyReading,
  managed: ReadonlySet<string | number>,
  streamsOf: (rules: LiveProperty['rules']) => Pick<ImportedProperty, 'streams' | 'otherStreams'>,
): Importable | PropertyNotImported {
  const { propertyId, propertyName } = reading.property;
  const left = (code: PropertyNotImported['code'], message: string): PropertyNotImported => ({
    ...defined({ propertyId, propertyName }),
    code,
    message,
  });
  if (managed.has(propertyId ?? '') || managed.has(propertyName ?? '')) {
    return left('has-manifest', 'A manifest describes it already. Edit that manifest.');
  }
  switch (reading.tag) {
    case 'live': {
      const { version, rules } = reading.property;
      const streams = streamsOf(rules);
      if (streams.streams.length === 0) return left('no-streams', NO_STREAMS);
      const { propertyId: id, propertyName: name } = reading.property;
      return { propertyId: id, propertyName: name, version, ...streams };
    }
    case 'not-live':
      return left('not-live', 'No version is active on production. Activate one, and import it again.');
    case 'no-access':
    case 'unreadable':
      return left(reading.tag, reading.reason);
    default:
      return reading satisfies never;
  }
}

const NO_STREAMS =
  'No active stream is named by every DataStream behavior that is switched on, so the manifest would be empty. Write it yourself with the streams that the property should log to.';

async function write(
  context: Context,
  options: ImportOptions,
  existing: readonly PropertyManifest[],
  found: readonly Importable[],
): Promise<readonly ImportedProperty[]> {
  const folder = `${options.streams.replace(/\/+$/, '')}/${PROPERTIES_FOLDER}`;
  const schema = await schemaPath(context, folder, 'property-logging.schema.json');
  const taken = new Set(existing.flatMap(({ name, source }) => [name, baseName(source.file)]));
  const planned = found.map((property) => {
    const name = free(taken, distinctNames(property));
    taken.add(name);
    return { ...property, name, file: `${folder}/${name}.yaml` };
  });
  if (!options.force) await refuseOverwriting(context, planned);
  for (const one of planned) {
    const text = propertyManifestText(contentOf(one), defined({ schemaPath: schema }));
    await context.files.writeBelow(options.streams, one.file, text);
  }
  return planned.map(({ file, name, ...property }) => ({ file, name, ...property }));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.ya?ml$/i, '');
}

function* distinctNames({ propertyId, propertyName }: Importable): Generator<string, never> {
  const base = slug(propertyName, `property-${propertyId}`);
  yield base;
  for (let more = 1; ; more += 1) yield `${base}-${propertyId}${more === 1 ? '' : `-${more}`}`;
}

function contentOf({ name, propertyId, propertyName, streams }: ImportedProperty) {
  const isReadable = shortProperty(propertyName) === propertyName && /^[\w.-]+$/.test(propertyName);
  return {
    name,
    properties: [isReadable ? propertyName : propertyId],
    streams: streams.map((stream) => stream.name ?? stream.streamId),
    removeStreams: [],
    datastream: {},
    report: {},
    activation: { network: 'NONE', notifyEmails: [] },
    protect: false,
  } as const;
}
