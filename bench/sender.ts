import process from 'node:process';
import { openUploaders, type Sending, type UploadersOptions } from './uploaders.ts';
import { makeUploads } from './uploads.ts';

/** What a process that uploads has to know. */
export interface SenderOptions extends UploadersOptions {
  readonly recordsPerFile: number;
  readonly isGzip: boolean;
}

/** The number of different files. */
const FILES = 32;

/**
 * Uploads as a process of its own, so that neither server shares its processor with the sender. The first message has
 * the options. It and each later one are answered when what they ask for is done.
 */
process.once('message', async (options: SenderOptions) => {
  const files = makeUploads(FILES, options.recordsPerFile, options.isGzip);
  const uploaders = await openUploaders(options, files);
  process.on('message', async (sending: Sending) => process.send?.(await uploaders.send(sending)));
  process.send?.('connected');
  process.once('disconnect', uploaders.close);
});
