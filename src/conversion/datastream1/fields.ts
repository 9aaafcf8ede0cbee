import { cdn } from '../../collections/cdn.ts';
import { datastream1 } from '../../collections/datastream1.ts';
import type { FieldCard } from '../../model/card.ts';
import { isArray, type Json } from '../../model/json.ts';
import { nameIndex } from '../../plan/resolve/resolve.ts';

/**
 * The source of a field's counterpart. `documented`: the vendor's own table. `inferred`: its name, or the fact that a
 * metric can be computed from it. Users should review inferred counterparts.
 */
type Basis = 'documented' | 'inferred';

/** One field of DataStream 1 and its counterparts, as labels such as `HTTP status (3)`. */
interface MappedField {
  readonly from: string;
  readonly to: readonly string[];
  readonly basis: Basis;
}

/** A field that has no counterpart, and the reason. */
interface LeftOut {
  readonly field: string;
  readonly reason: string;
}

/** The data set fields of one stream, converted to DataStream 2. */
export interface FieldMapping {
  /** JSON keys, each once. The order is that of the counterparts in the original. */
  readonly keys: readonly string[];
  readonly mapped: readonly MappedField[];
  readonly leftOut: readonly LeftOut[];
}

interface Counterpart {
  readonly ids: readonly number[];
  readonly basis: Basis;
}

const documented = (id: number): Counterpart => ({ ids: [id], basis: 'documented' });
const inferred = (...ids: readonly number[]): Counterpart => ({ ids, basis: 'inferred' });

/** Fields of RAW streams. Source: techdocs.akamai.com/datastream2/reference/data-set-fields-1. */
const RAW: readonly (readonly [number, Counterpart])[] = [
  [1, documented(1009)],
  [2, documented(2002)],
  [3, documented(1008)],
  [4, documented(1006)],
  [5, documented(1014)],
  [6, documented(1011)],
  [7, documented(1012)],
  [8, documented(1013)],
  [9, documented(1016)],
  [10, documented(1015)],
  [11, documented(1005)],
  [12, documented(1017)],
  // The vendor's table contains the field, but its counterpart was not readable there. Both APIs call it query string.
  [38, inferred(2009)],
  [65, documented(2012)],
  [66, documented(2013)],
  [67, documented(2014)],
  [68, documented(2014)],
  [69, documented(2014)],
  [70, documented(2014)],
  [71, documented(2014)],
  [98, documented(2010)],
];

/** The time of a request. No metric over a time frame can be computed without it. */
const REQUEST_TIME = 1100;
const STATUS = inferred(1008, REQUEST_TIME);
const CACHE = inferred(2010, REQUEST_TIME);

/**
 * Metrics of AGGREGATE streams and the fields that each can be computed from. The vendor has no table for them. The
 * meanings are from the DataStream Pull API v1 (a count, an average, hits divided by requests) and from the field
 * descriptions in the v2 OpenAPI.
 */
const AGGREGATE: readonly (readonly [number, Counterpart])[] = [
  [77, STATUS],
  [78, STATUS],
  [79, STATUS],
  [80, STATUS],
  [81, inferred(REQUEST_TIME)],
  [82, inferred(1005, REQUEST_TIME)],
  [83, CACHE],
  [84, CACHE],
  [85, CACHE],
  // The time from the end of the request headers to the first byte of the response.
  [86, inferred(1102, REQUEST_TIME)],
];

const COUNTERPARTS = new Map([...RAW, ...AGGREGATE]);

/** Fields that have no counterpart, according to the vendor or to the list of fields of DataStream 2. */
const UNSUPPORTED: ReadonlyMap<number, string> = new Map([
  [13, 'the vendor names it among the fields without a counterpart in DataStream 2'],
  [18, 'the vendor names it among the fields without a counterpart in DataStream 2'],
  [91, 'no documented field of DataStream 2 has the response time of the origin'],
]);

/**
 * Converts the data set fields of a spec (ids, or names from the card) to DataStream 2.
 *
 * @param labels the account's names of fields that have no card, if an account was read
 */
export function mapFields(
  datasetFields: Json | undefined,
  labels: ReadonlyMap<number, string> = new Map(),
): FieldMapping {
  const items = isArray(datasetFields) ? datasetFields : [];
  const ids = new Set<number>();
  const mapped: MappedField[] = [];
  const leftOut: LeftOut[] = [];
  for (const field of eachOnce(items.map((item) => fieldOf(item, labels)))) {
    const counterpart = field.id === undefined ? undefined : COUNTERPARTS.get(field.id);
    if (!counterpart) {
      leftOut.push({ field: field.label, reason: reasonOf(field) });
      continue;
    }
    for (const id of counterpart.ids) ids.add(id);
    mapped.push({ from: field.label, to: counterpart.ids.map(cdnLabel), basis: counterpart.basis });
  }
  return { keys: [...ids].map(cdnKey), mapped, leftOut };
}

interface Field {
  readonly id?: number;
  readonly label: string;
}

/** The same field may be given by id and by name. */
function eachOnce(fields: readonly Field[]): Iterable<Field> {
  return new Map(fields.map((field) => [field.label, field])).values();
}

function fieldOf(item: Json, labels: ReadonlyMap<number, string>): Field {
  const id = typeof item === 'number' ? item : idOf(String(item));
  if (id === undefined) return { label: String(item) };
  const name = datastream1.fields.find((field) => field.id === id)?.name ?? labels.get(id);
  return { id, label: name === undefined ? String(id) : label(name, id) };
}

/** The names that are known without an account. They are resolved by the same rules as in planning. */
const NAMES = nameIndex({ rows: new Map(), details: new Map(), names: new Map() });

function idOf(name: string): number | undefined {
  const [found, other] = NAMES.find(datastream1.collection, 'datasetFields', name);
  return typeof found?.id === 'number' && !other ? found.id : undefined;
}

function reasonOf({ id }: Field): string {
  if (id === undefined) return "this name is not known here: write the field's id";
  return UNSUPPORTED.get(id) ?? "not in the vendor's table of counterparts";
}

function cdnField(id: number): FieldCard {
  const field = cdn.fields.find((one) => one.id === id);
  if (!field) throw new Error(`the table of counterparts names field ${id}, which no CDN stream has`);
  return field;
}

function cdnKey(id: number): string {
  return cdnField(id).key;
}

function cdnLabel(id: number): string {
  const { key } = cdnField(id);
  return label(key, id);
}

function label(name: string, id: number): string {
  return `${name} (${id})`;
}
