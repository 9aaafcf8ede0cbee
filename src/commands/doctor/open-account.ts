import type { FoundCredentials } from '../../api/credentials/credentials.ts';
import { AccessError } from '../../http/access-error.ts';
import { type Connection, credentialsFor, openConnection } from '../session/connection.ts';
import { type Context, UsageError } from '../session/context.ts';
import type { DoctorOptions } from '../session/inspection-options.ts';

/** An account that was opened, or why it could not be. */
export type OpenedAccount =
  | {
      readonly tag: 'opened';
      readonly connection: Connection;
      /** Absent: the simulator. */
      readonly credentials?: FoundCredentials;
      /** The permission bits of the file with the credentials. Absent: no file, or a system without such bits. */
      readonly mode?: number;
    }
  | { readonly tag: 'failed'; readonly message: string; readonly hint?: string };

/** Opens the account that the options name. Sends no request. */
export async function openAccount(context: Context, options: DoctorOptions): Promise<OpenedAccount> {
  try {
    const connection = await openConnection(context, options);
    if (options.simulator !== undefined) return { tag: 'opened', connection };
    const credentials = await credentialsFor(context, options);
    const { origin } = credentials;
    const mode = origin.tag === 'file' ? await context.files.permissions(origin.file) : undefined;
    return { tag: 'opened', connection, credentials, ...(mode === undefined ? {} : { mode }) };
  } catch (error) {
    if (error instanceof AccessError) return { tag: 'failed', message: error.message, hint: error.hint };
    if (error instanceof UsageError) return { tag: 'failed', message: error.message };
    throw error;
  }
}
