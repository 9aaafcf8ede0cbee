import { destinationCard, destinationSet } from '../destinations/registry.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import {
  ATTRIBUTES_WITHOUT_MEMBER,
  CONNECTOR_BLOCKS,
  connectorAttributes,
  DELIVERY_ATTRIBUTES,
  FREQUENCY_ATTRIBUTES,
  MEMBER_OF_CONNECTOR,
  STREAM_ATTRIBUTES,
} from './names.ts';

/** The member of a manifest that an attribute of Terraform corresponds to. */
export interface Counterpart {
  /** The block that has the member: `['spec', 'destination']`. */
  readonly block: readonly string[];
  readonly member: string;
  /** What to write there: `state: active`. It repeats no text of the manifest, which may be a secret. */
  readonly form: string;
}

const SPEC = ['spec'];
const DELIVERY = [...SPEC, 'deliveryConfiguration'];
const FREQUENCY = [...DELIVERY, 'frequency'];
const DESTINATION = destinationSet({ destinations: 'destination' });

/** Whether a name is an attribute of the provider that no member corresponds to. */
export function hasNoMember(name: string): boolean {
  return ATTRIBUTES_WITHOUT_MEMBER.includes(name);
}

/**
 * Finds the member that an attribute of the provider's resource corresponds to.
 * @param value the value that the attribute has in the manifest
 */
export function counterpartOf(name: string, value: Json): Counterpart | undefined {
  const type = own(CONNECTOR_BLOCKS, name);
  if (type !== undefined)
    return { block: SPEC, member: DESTINATION.member, form: connectorForm(type, value) };
  const inSpec = own(STREAM_ATTRIBUTES, name);
  if (inSpec !== undefined) return { block: SPEC, member: inSpec, form: streamForm(inSpec, value) };
  const inDelivery = own(DELIVERY_ATTRIBUTES, name);
  if (inDelivery !== undefined) return member(DELIVERY, inDelivery, value);
  const inFrequency = own(FREQUENCY_ATTRIBUTES, name);
  if (inFrequency !== undefined) return member(FREQUENCY, inFrequency, value);
  const inDestination = MEMBER_OF_CONNECTOR.get(name);
  if (inDestination === undefined) return undefined;
  return {
    block: [...SPEC, DESTINATION.member],
    member: inDestination,
    form: memberForm(inDestination, value),
  };
}

function member(block: readonly string[], name: string, value: Json): Counterpart {
  return { block, member: name, form: `${name}: ${valueForm(value)}` };
}

function streamForm(name: string, value: Json): string {
  switch (name) {
    case 'state':
      return typeof value === 'boolean'
        ? `state: ${value ? 'active' : 'inactive'}`
        : 'state: active or inactive';
    case 'logType':
      return `logType: ${['CDN', 'APPSEC', 'ANSWERX'].includes(String(value).toUpperCase()) ? String(value).toLowerCase() : '…'}`;
    case 'streamId':
    case 'groupId':
      return `${name}: ${/^(?:grp_)?(\d{1,15})$/.exec(String(value))?.[1] ?? '…'}`;
    case 'deliveryConfiguration':
      return 'deliveryConfiguration: { format: …, frequency: { intervalInSeconds: … } }';
    default:
      return `${name}: ${valueForm(value)}`;
  }
}

/** The destination that a pasted connector block corresponds to, with the members of the block that have a value. */
function connectorForm(type: string, value: Json): string {
  const card = destinationCard(DESTINATION, type);
  const attributes = card ? connectorAttributes(card) : new Map<string, string>();
  const block = blockIn(value);
  const given = [...attributes].filter(([name]) => isGiven(block[name] ?? null)).map(([, found]) => found);
  const required = Object.keys(card?.members ?? {}).filter((found) => card?.members[found]?.required);
  const names = (given.length > 0 ? given : ['displayName', ...required]).filter(
    (found) => card?.members[found]?.constant !== true,
  );
  const form = names.map((found) =>
    card?.members[found]?.writeOnly === true ? `${found}: { env: NAME }` : `${found}: …`,
  );
  return `${DESTINATION.member}: { ${[`${DESTINATION.typeMember}: ${type}`, ...form].join(', ')} }`;
}

/** HCL converted to JSON or YAML writes a block as a list with one item. */
function blockIn(value: Json): JsonObject {
  const block = isArray(value) ? value[0] : value;
  return isObject(block) ? block : {};
}

/** States contain empty strings for attributes that are not set. */
function isGiven(value: Json): boolean {
  return value !== null && value !== '';
}

function memberForm(name: string, value: Json): string {
  const writeOnly = DESTINATION.cards.some(({ members }) => members[name]?.writeOnly === true);
  return writeOnly ? `${name}: { env: NAME }` : `${name}: ${valueForm(value)}`;
}

/** Maximum number of list items in a hint. */
const MOST_SHOWN = 8;

/** Numbers and booleans are shown. Text is not, since the value of an unknown key may be a secret. */
function valueForm(value: Json): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!isArray(value)) return '…';
  const numbers = value.filter((item) => typeof item === 'number');
  return numbers.length === value.length && value.length <= MOST_SHOWN ? `[${numbers.join(', ')}]` : '[…]';
}

function own(table: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
