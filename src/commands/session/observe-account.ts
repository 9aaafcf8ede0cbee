import { observe } from '../../apply/observe/observe.ts';
import { observePropertyLogging } from '../../apply/observe/observe-property-logging.ts';
import type { Observed } from '../../model/account.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PropertyLoggingInput } from '../../model/plan-input.ts';
import { changeDetector } from '../../plan/property-logging/needs-change.ts';
import { type Connection, observePorts } from './connection.ts';
import type { Context } from './context.ts';

/** The manifests of a run. */
interface Selected {
  /** The manifests of streams that are planned. */
  readonly manifests: readonly Manifest[];
  /** The manifests of properties that are planned, and all manifests of streams. */
  readonly propertyLogging: PropertyLoggingInput;
}

/**
 * Reads what a plan needs: the streams that are planned, the streams that the planned properties name, and these
 * properties.
 * @throws {ApiError} if the account cannot be read
 */
export async function observeAccount(
  context: Context,
  connection: Connection,
  { manifests, propertyLogging }: Selected,
): Promise<Observed> {
  const { streams, manifests: properties } = propertyLogging;
  const ports = observePorts(context, connection, streams);
  if (properties.length === 0) return observe(manifests, ports);
  const named = new Set(properties.flatMap((one) => [...one.streams, ...one.removeStreams]));
  const further = streams.filter((one) => named.has(one.name) && !manifests.includes(one));
  const ids = [...named].filter((one) => typeof one === 'number');
  const observed = await observe([...manifests, ...further], ports, ids);
  const { cache } = connection;
  const needsChange = changeDetector(propertyLogging, observed);
  const reads = { properties: connection.properties, cache, listen: context.listen, needsChange };
  return { ...observed, properties: await observePropertyLogging(properties, reads) };
}
