/** What DataStream 1 and DataStream 2 spell differently of a place in Amazon S3. */

/**
 * Time variables of paths. The first three stand in the vendor's own example of a migrated path (v2 OpenAPI,
 * `S3_DYNAMIC_PATH_CONVERSION`), the hour in none.
 */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['{year}', '{%Y}'],
  ['{month}', '{%m}'],
  ['{day}', '{%d}'],
  ['{hour}', '{%H}'],
]);
const INFERRED = '{hour}';

/** A path with the time variables of DataStream 2, and what is to be known of it. */
export interface MigratedPath {
  readonly path: string;
  /** Sentences without a full stop. */
  readonly notes: readonly string[];
}

/** `logs/{year}/{month}` → `logs/{%Y}/{%m}`. Variables that nobody documents stay as they are, and are told. */
export function migratePath(path: string): MigratedPath {
  const found = [...new Set(path.match(/\{[^{}%][^{}]*\}/g) ?? [])];
  const unknown = found.filter((variable) => !VARIABLES.has(variable));
  return {
    path: path.replace(/\{[^{}]*\}/g, (variable) => VARIABLES.get(variable) ?? variable),
    notes: [
      ...(found.includes(INFERRED)
        ? [
            `path: ${INFERRED} became ${VARIABLES.get(INFERRED)} by its name; the vendor's example has no hour`,
          ]
        : []),
      ...(unknown.length > 0
        ? [
            `path: ${unknown.join(', ')} stayed as written, since no document tells the counterpart; DataStream 2 knows {%Y}, {%m}, {%d} and the like`,
          ]
        : []),
    ],
  };
}

/** Regions whose AWS code is beyond doubt: the one that the documents of DataStream 1 show. */
const REGIONS: ReadonlyMap<string, string> = new Map([['AP_Mumbai', 'ap-south-1']]);
const AWS_CODE = /^[a-z]{2}(-[a-z]+)+-\d+$/;

/** A region as AWS spells it; what is neither known nor looks like an AWS code stays, with a note. */
export function migrateRegion(region: string): {
  readonly region: string;
  readonly notes: readonly string[];
} {
  const code = REGIONS.get(region);
  if (code !== undefined) return { region: code, notes: [] };
  const note = `region: ${region} stayed as written; DataStream 2 wants the AWS code of the bucket's region, such as ap-south-1 for AP_Mumbai`;
  return { region, notes: AWS_CODE.test(region) ? [] : [note] };
}
