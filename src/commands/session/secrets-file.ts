import { readSecrets } from '../../apply/secrets/dotenv.ts';
import { type Context, UsageError } from './context.ts';

/**
 * A context in which `{ env }` references read one dotenv file and nothing else. No variable of the process
 * can be sent to a destination.
 * @param file of `--secrets`. Default: references read the environment
 * @throws {UsageError} if the file cannot be read or has errors; the message never contains a value
 */
export async function withSecretsFile(context: Context, file: string | undefined): Promise<Context> {
  if (file === undefined) return context;
  const { secrets, problems } = readSecrets(await context.files.read(file), file);
  if (problems.length > 0) throw new UsageError(problems.join('\n'));
  return { ...context, secrets: { values: Object.fromEntries(secrets), file } };
}
