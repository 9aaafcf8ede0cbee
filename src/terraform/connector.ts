import { destinationCard, destinationSet } from '../destinations/registry.ts';
import { isObject, type JsonObject, objectsIn } from '../model/json.ts';
import { CONNECTOR_BLOCKS, connectorAttributes } from './names.ts';

/** The destination in a state, with the member names of manifests. */
export interface StateConnector {
  /** Absent if the state has no connector block of a known type. */
  readonly type?: string;
  /** Members that have a value. */
  readonly given: ReadonlySet<string>;
  /** Those of them whose value is a placeholder for a hidden value. */
  readonly hidden: ReadonlySet<string>;
  /** The other values, which contain secrets in plain text. Empty unless they were requested. */
  readonly values: ReadonlyMap<string, string>;
}

const NONE: StateConnector = { given: new Set(), hidden: new Set(), values: new Map() };

/** What programs write in place of a hidden value. */
const PLACEHOLDER =
  /^(?:[(<[]\s*(?:sensitive|sensitive value|redacted|write-only attribute|known after apply)\s*[)>\]]|\*{3,}|REDACTED)$/i;

/**
 * Reads the connector block of a stream. The provider stores it as a list with at most one item.
 * @param withValues whether to return the values too
 */
export function connectorIn(attributes: JsonObject, withValues: boolean): StateConnector {
  for (const [name, type] of Object.entries(CONNECTOR_BLOCKS)) {
    const value = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    const [block] = isObject(value) ? [value] : objectsIn(value);
    if (!block) continue;
    const connector = readBlock(type, block);
    return withValues ? connector : { ...connector, values: new Map() };
  }
  return NONE;
}

/** The values that are secrets, or that may contain one, such as a URL. */
export function secretsIn({ type = '', values }: StateConnector): readonly string[] {
  const members = destinationCard(destinationSet({ destinations: 'destination' }), type)?.members ?? {};
  return [...values].flatMap(([member, value]) =>
    members[member]?.writeOnly || members[member]?.credential !== undefined ? [value] : [],
  );
}

function readBlock(type: string, block: JsonObject): StateConnector {
  const card = destinationCard(destinationSet({ destinations: 'destination' }), type);
  const values = new Map<string, string>();
  const hidden = new Set<string>();
  for (const [name, member] of card ? connectorAttributes(card) : []) {
    const value = Object.hasOwn(block, name) ? block[name] : undefined;
    if (typeof value !== 'string' || value === '') continue;
    if (PLACEHOLDER.test(value)) hidden.add(member);
    else values.set(member, value);
  }
  return { type, given: new Set([...values.keys(), ...hidden]), hidden, values };
}
