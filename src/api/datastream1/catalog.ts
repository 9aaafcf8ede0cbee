import { isArray, isObject } from '../../model/json.ts';
import type { Read } from '../streams/catalog.ts';
import type { CatalogEntry } from '../streams/client.ts';
import { itemsOf, namedId } from '../streams/decode-row.ts';

/** Both types of data sets. Streams of the second type are called AGGREGATE, without the D. */
const DATASETS = ['RAW', 'AGGREGATED'] as const;

/** Reads the data set fields of both stream types, with two requests. */
export async function readFields(read: Read): Promise<readonly CatalogEntry[]> {
  const found = new Map<number | string, CatalogEntry>();
  for (const type of DATASETS) {
    for (const group of itemsOf(await read(`/datasets/${type}`))) {
      const fields = isObject(group) ? group['datasetFields'] : undefined;
      const entries = isArray(fields) ? fields : [];
      for (const field of entries.flatMap((item) => namedId(item, ['datasetFieldId'], ['datasetFieldName'])))
        found.set(field.id, field);
    }
  }
  return [...found.values()];
}
