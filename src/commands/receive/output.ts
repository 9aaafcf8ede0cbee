import { systemDisk } from '../../receive/output/disk.ts';
import { FolderInUse, openFolder } from '../../receive/output/folder.ts';
import type { Sink } from '../../receive/output/sink.ts';
import { openStdout } from '../../receive/output/stdout.ts';
import { type Context, UsageError } from '../session/context.ts';
import type { ReceiveOptions } from '../session/server-options.ts';

/** What happens to an output while it is written. */
interface OutputEvents {
  /** Called when nothing reads standard output any more. */
  readonly onClosed: () => void;
  /** Called for each file that is complete. */
  readonly onFileClosed: () => void;
}

/**
 * Opens the folder of `--dir`, or standard output.
 * @throws {UsageError} if the folder cannot be used
 */
export async function openOutput(
  { printBytes, clock, say }: Pick<Context, 'printBytes' | 'clock' | 'say'>,
  { dir, rotateSize, rotateInterval, gzip = false, fsync = false }: ReceiveOptions,
  { onClosed, onFileClosed }: OutputEvents,
): Promise<Sink> {
  if (dir === undefined) {
    if (gzip || fsync) throw new UsageError('--gzip and --fsync require --dir.');
    return openStdout(printBytes, onClosed, clock);
  }
  try {
    return await openFolder({
      ...{ folder: dir, rotateSize, rotateInterval, gzip, fsync, clock },
      disk: systemDisk,
      warn: (message) => say(`receive: ${message}`),
      onClosed: onFileClosed,
    });
  } catch (cause) {
    if (cause instanceof FolderInUse) throw new UsageError(cause.message, { cause });
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new UsageError(`${dir} cannot be used for --dir: ${code ?? message}.`, { cause });
  }
}
