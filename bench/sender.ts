import process from 'node:process';
import { openUploaders, type Sending, type UploadersOptions } from './uploaders.ts';
import { makeUploads } from './uploads.ts';

/** The options of a process that uploads. */
export interface SenderOptions extends UploadersOptions {
  readonly recordsPerFile: number;
  readonly isGzip: boolean;
}

/** The number of different files. */
const FILES = 32;

/**
 * Uploads as a process of its own, so that neither server shares its processor with the sender. The first message has
 * the options. Each message gets a reply when its work is done.
 */
process.once('message', async (options: SenderOptions) => {
  const files = makeUploads(FILES, options.recordsPerFile, options.isGzip);
  const uploaders = await openUploaders(options, files);
  process.on('message', async (sending: Sending) => process.send?.(await uploaders.send(sending)));
  process.send?.('connected');
  process.once('disconnect', uploaders.close);
});
