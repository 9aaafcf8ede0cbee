import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const project = fileURLToPath(new URL('../../', import.meta.url));
const MODULES = ['api', 'http', 'redaction', 'files', 'model', 'destinations', 'collections'];

const SCRIPT = `
import { akamaiServer } from './api/transport/akamai-server.js';
import { edgegridSigner } from './api/transport/edgegrid.js';
import { requestFailed } from './api/transport/request-failure.js';
import { sender } from './http/send.js';
const [origin] = process.argv.slice(2);
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
 * The api module as JavaScript in a temporary folder, for separate processes: the environment that Node reads
 * at its start (certificates, verification) cannot be tested in this one. The folder is below the project, so
 * that packages resolve.
 */
export function compiledModules(): { readonly folder: string; readonly remove: () => void } {
  const cache = join(project, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'api-module-'));
  for (const module of MODULES) compile(join(project, 'src', module), join(folder, module));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'send-one.js'), SCRIPT);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

function compile(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    if (entry.isDirectory()) compile(from, join(target, entry.name));
    else writeFileSync(join(target, entry.name.replace(/\.ts$/, '.js')), javaScriptOf(from));
  }
}

function javaScriptOf(file: string): string {
  const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      rewriteRelativeImportExtensions: true,
    },
  });
  return outputText;
}

/** Sends one write from a separate process with exactly this environment, and returns the result. */
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
