import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const project = fileURLToPath(new URL('../../', import.meta.url));
const ROOMS = ['api', 'model', 'destinations', 'log-types'];

const SCRIPT = `
import { edgegridSigner } from './api/edgegrid.js';
import { sender } from './api/send.js';
const [origin] = process.argv.slice(2);
const sign = edgegridSigner({ clientToken: 'ct', clientSecret: 'cs', accessToken: 'at' }, origin);
const send = sender({ origin, sign, env: process.env, limits: { connect: 15000, headers: 15000, overall: 20000 } });
try {
  const { status, body } = await send({ method: 'POST', path: '/x', body: '{}' });
  process.stdout.write(JSON.stringify({ status, body }));
} catch ({ kind, message, details }) {
  process.stdout.write(JSON.stringify({ kind, message, hint: details?.hint, happened: details?.happened }));
}
`;

/**
 * The API room as JavaScript in a folder of its own, for processes of their own: what Node takes from the environment
 * at its start (certificates, verification) cannot be tested in this one. It stands below the project, so that
 * packages resolve.
 */
export function compiledRoom(): { readonly folder: string; readonly remove: () => void } {
  const cache = join(project, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'api-room-'));
  for (const room of ROOMS) {
    mkdirSync(join(folder, room));
    for (const file of readdirSync(join(project, 'src', room)))
      compile(join(project, 'src', room, file), folder, room, file);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'send-one.js'), SCRIPT);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

function compile(source: string, folder: string, room: string, file: string): void {
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  writeFileSync(join(folder, room, file.replace(/\.ts$/, '.js')), outputText);
}

/** Sends one write from a process of its own, with no environment but this, and tells what became of it. */
export function sendFromChild(
  folder: string,
  origin: string,
  env: Readonly<Record<string, string>>,
): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const script = join(folder, 'send-one.js');
    execFile(process.execPath, [script, origin], { env: { ...env }, timeout: 28_000 }, (error, stdout) => {
      if (error) reject(error);
      else resolve(JSON.parse(stdout));
    });
  });
}
