/** The differences between DataStream 1 and DataStream 2 in the spelling of Amazon S3 paths and regions. */

/**
 * Time variables of paths. The first three are in the vendor's own example of a migrated path (v2 OpenAPI,
 * `S3_DYNAMIC_PATH_CONVERSION`). No example contains the hour.
 */
const VARIABLES: ReadonlyMap<string, string> = new Map([
  ['{year}', '{%Y}'],
  ['{month}', '{%m}'],
  ['{day}', '{%d}'],
  ['{hour}', '{%H}'],
]);
const INFERRED = '{hour}';

/** A path with the time variables of DataStream 2, and notes for the user. */
export interface MigratedPath {
  readonly path: string;
  /** Sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * Converts the time variables of a path: `logs/{year}/{month}` → `logs/{%Y}/{%m}`. Undocumented variables are
 * unchanged and are reported in a note.
 */
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
            `path: ${unknown.join(', ')} kept as written, because no document names the counterpart; DataStream 2 knows {%Y}, {%m}, {%d} and so on`,
          ]
        : []),
    ],
  };
}

/** Regions whose AWS code is certain: the only one that the documents of DataStream 1 show. */
const REGIONS: ReadonlyMap<string, string> = new Map([['AP_Mumbai', 'ap-south-1']]);
const AWS_CODE = /^[a-z]{2}(-[a-z]+)+-\d+$/;

/**
 * Converts a region to its AWS code. A region that is neither known nor looks like an AWS code is unchanged and gets a
 * note.
 */
export function migrateRegion(region: string): {
  readonly region: string;
  readonly notes: readonly string[];
} {
  const code = REGIONS.get(region);
  if (code !== undefined) return { region: code, notes: [] };
  const note = `region: ${region} stayed as written; DataStream 2 wants the AWS code of the bucket's region, such as ap-south-1 for AP_Mumbai`;
  return { region, notes: AWS_CODE.test(region) ? [] : [note] };
}
