import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { PROJECT } from '../commands/workspace.ts';

/** The built modules. `npm test` builds them first. */
const DIST = path.join(PROJECT, 'dist');

const SCRIPT = `
const load = (file) => import('${pathToFileURL(DIST)}/' + file);
const { akamaiServer } = await load('api/transport/akamai-server.js');
const { edgegridSigner } = await load('api/transport/edgegrid.js');
const { requestFailed } = await load('api/transport/request-failure.js');
const { sender } = await load('http/send.js');
const [, origin] = process.argv;
const sign = edgegridSigner({ clientToken: 'ct', clientSecret: 'cs', accessToken: 'at' }, origin);
const limits = { connect: 15000, headers: 15000, overall: 20000 };
const send = sender(akamaiServer(origin, sign, process.env, limits));
const request = { method: 'POST', path: '/x', body: '{}' };
try {
  const { status, body } = await send(request);
  process.stdout.write(JSON.stringify({ status, body }));
} catch (failure) {
  const { kind, message, details } = requestFailed(request, failure);
  process.stdout.write(JSON.stringify({ kind, message, hint: details.hint, happened: details.happened }));
}
`;

/**
 * Sends one write from a separate process with exactly this environment, and returns the result. The environment that
 * Node.js reads at its start (certificates, verification) cannot be tested in this process.
 */
export function sendFromChild(
  origin: string,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  if (!existsSync(DIST)) throw new Error('dist/ is missing: run npm run build first');
  return new Promise((resolve, reject) => {
    const words = ['--input-type=module', '-e', SCRIPT, origin];
    execFile(process.execPath, words, { env: { ...env }, timeout: 28_000 }, (error, stdout) => {
      if (error) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}
