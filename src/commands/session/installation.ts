/** The installed package that runs this command. The entry point reads it from package.json and the process. */
export interface Installation {
  /** The folder of the package: its workflows, its bundled Action and its schemas are there. */
  readonly folder: string;
  readonly version: string;
  /** The commit that a release was packed from, 40 digits. Only packages of the release workflow have one. */
  readonly commit?: string;
  /** `OWNER/REPO` on GitHub; absent in a copy whose package.json still has the placeholder. */
  readonly repository?: string;
  /** The version of Node.js, with its `v`. */
  readonly node: string;
  /** The versions of Node.js that the package supports: `>=20.19`. */
  readonly needsNode: string;
  /** Operating system and processor: `linux-x64`. */
  readonly platform: string;
}

/** Returns the address of the reference of this version. Absent: the package names no repository. */
export function referenceAddress({
  repository,
  version,
}: Pick<Installation, 'repository' | 'version'>): string | undefined {
  return repository === undefined
    ? undefined
    : `https://github.com/${repository}/blob/v${version}/docs/reference`;
}
