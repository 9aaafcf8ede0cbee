/** Parsers of a run's secret inputs, for entry points that have to mask the values in them. */
export { edgercValues } from '../../api/credentials/edgerc.ts';
export { assignedValues, readSecrets } from '../../apply/secrets/dotenv.ts';
