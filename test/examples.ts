import { fileURLToPath } from 'node:url';

/**
 * The example manifests for tests and for the run in the README: those that `streams/` contains when it is
 * published. They are duplicated here, because in a copy of this repository `streams/` has the manifests of
 * its owner.
 */
export const EXAMPLES = fileURLToPath(new URL('./examples/streams/', import.meta.url));
