/** Parsers of the secret inputs of a run, for entry points that have to mask what they hold. */
export { edgercValues } from '../../api/credentials/edgerc.ts';
export { assignedValues, readSecrets } from '../../apply/secrets/dotenv.ts';
