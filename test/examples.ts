import { fileURLToPath } from 'node:url';

/**
 * The example manifests that tests, and the run in the README, are made with: those that `streams/` is shipped with.
 * They stand here once more, because in a copy of this repository `streams/` holds manifests of its owner.
 */
export const EXAMPLES = fileURLToPath(new URL('./examples/streams/', import.meta.url));
