/** Parsers of the secret inputs of a run, for entry points that have to mask what they hold. */
export { edgercValues } from '../api/edgerc.ts';
export { assignedValues, readSecrets } from '../apply/dotenv.ts';
