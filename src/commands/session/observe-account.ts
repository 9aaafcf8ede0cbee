import { observe } from '../../apply/observe/observe.ts';
import { observePropertyLogging } from '../../apply/observe/observe-property-logging.ts';
import type { Observed } from '../../model/account.ts';
import type { Collection } from '../../model/collection.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PropertyLoggingInput } from '../../model/plan-input.ts';
import type { PropertyManifest } from '../../model/property-logging.ts';
import { changeDetector, type NeedsChange } from '../../plan/property-logging/needs-change.ts';
import { type Connection, observePorts } from './connection.ts';
import type { Context } from './context.ts';

/** The manifests of a run. */
interface Selected {
  /** The manifests of streams that are planned. */
  readonly manifests: readonly Manifest[];
  /** The manifests of properties that are planned, and all manifests of streams. */
  readonly propertyLogging: PropertyLoggingInput;
  /** The other manifests of properties. */
  readonly others: readonly PropertyManifest[];
  /** Further collections whose streams are listed. */
  readonly listed?: readonly Collection[];
}

/**
 * Reads what a plan needs: the streams that are planned, the streams that the planned properties name, and these
 * properties. A stream is not deleted while a property names it, so that a deletion needs the properties of all manifests.
 * @throws {ApiError} if the account cannot be read
 */
export async function observeAccount(
  context: Context,
  connection: Connection,
  { manifests, propertyLogging, others, listed }: Selected,
): Promise<Observed> {
  const { streams, manifests: planned } = propertyLogging;
  const ports = observePorts(context, connection, streams);
  const deletes = manifests.some(({ state }) => state === 'absent');
  const properties = deletes ? [...planned, ...others] : planned;
  if (properties.length === 0) return observe(manifests, ports, undefined, listed);
  const named = new Set(planned.flatMap((one) => [...one.streams, ...one.removeStreams]));
  const further = streams.filter((one) => named.has(one.name) && !manifests.includes(one));
  const ids = [...named].filter((one) => typeof one === 'number');
  const observed = await observe([...manifests, ...further], ports, ids, listed);
  const { cache } = connection;
  const detect = changeDetector(propertyLogging, observed);
  const needsChange: NeedsChange = (one, ...property) => planned.includes(one) && detect(one, ...property);
  const reads = { properties: connection.properties, cache, listen: context.listen, needsChange };
  return { ...observed, properties: await observePropertyLogging(properties, reads) };
}
