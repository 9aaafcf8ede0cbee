import process from 'node:process';
import { openUploaders, type Sending, type UploadersOptions } from './uploaders.ts';

/**
 * Uploads as a process of its own, so that neither server shares its processor with the sender. The first message has
 * the options of the uploaders. It and each later one are answered when what they ask for is done.
 */
process.once('message', async (options: UploadersOptions) => {
  const uploaders = await openUploaders(options);
  process.on('message', async (sending: Sending) => process.send?.(await uploaders.send(sending)));
  process.send?.('connected');
  process.once('disconnect', uploaders.close);
});
