import { isObject, type JsonObject } from '../../model/json.ts';
import { refusedSimulated } from '../protocol/refusal.ts';
import type { Reply, RouteRequest } from '../protocol/route.ts';
import { activeVersion, hostnamesOf, newestVersion, type SimulatedProperty } from '../state/property.ts';
import { foundItem, hostnameOf } from './answers.ts';
import { idWriter, type WriteId } from './request.ts';

/**
 * Finds versions by exactly one value: those that are active, and for a name also the latest one. A search by hostname
 * returns active versions only, with the hostname in a nested list.
 */
export function search(call: RouteRequest): Reply {
  const id = idWriter(call);
  const [name, value] = searchedValue(call);
  const items = call.accountState.accountObjects.properties.flatMap((property) =>
    name === 'propertyName'
      ? property.propertyName === value
        ? foundVersions(property, true).map((version) => foundItem(property, version, id))
        : []
      : foundByHostname(property, name, value, id),
  );
  return { status: 200, body: { versions: { items } } };
}

type Searched = 'propertyName' | 'hostname' | 'edgeHostname';

function searchedValue({ body }: RouteRequest): readonly [name: Searched, value: string] {
  const entries = isObject(body) ? Object.entries(body) : [];
  const [entry] = entries;
  if (!entry || entries.length > 1 || typeof entry[1] !== 'string' || entry[1] === '') {
    throw refusedSimulated('The body must have exactly one of propertyName, hostname and edgeHostname.');
  }
  const [name, value] = entry;
  if (name === 'propertyName' || name === 'hostname' || name === 'edgeHostname') return [name, value];
  throw refusedSimulated(`The simulator cannot search by ${name}.`, name);
}

function foundVersions(property: SimulatedProperty, withNewest: boolean) {
  const active = [activeVersion(property, 'PRODUCTION'), activeVersion(property, 'STAGING')];
  const versions = [...(withNewest ? [newestVersion(property)] : []), ...active];
  return [...new Set(versions.filter((version) => version !== undefined))].toSorted(
    (one, other) => other.version - one.version,
  );
}

function foundByHostname(
  property: SimulatedProperty,
  name: Searched,
  value: string,
  id: WriteId,
): readonly JsonObject[] {
  return foundVersions(property, false).flatMap((version) => {
    const names = hostnamesOf(property, version).map((edgeHostname) => ({
      hostname: hostnameOf(edgeHostname),
      edgeHostname,
    }));
    const found = names.find((each) => (name === 'hostname' ? each.hostname : each.edgeHostname) === value);
    const item = foundItem(property, version, id);
    return found ? [{ ...item, versions: { items: [{ ...item, ...found }] } }] : [];
  });
}
