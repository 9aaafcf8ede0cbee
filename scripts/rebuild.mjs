// Builds `dist` without files of earlier builds. The new build is created next to the old one and then replaces it. A
// command that is running from `dist` meanwhile finds all of its modules, and a failed build changes nothing.
import { spawnSync } from 'node:child_process';
import { rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import process from 'node:process';

const NEW = 'dist.new';
const OLD = 'dist.old';

await rm(NEW, { recursive: true, force: true });
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const outputs = ['--outDir', NEW, '--tsBuildInfoFile', `${NEW}/.tsbuildinfo`];
const { status } = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json', ...outputs], {
  stdio: 'inherit',
});
if (status === 0) {
  await rm(OLD, { recursive: true, force: true });
  await rename('dist', OLD).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(NEW, 'dist');
  await rm(OLD, { recursive: true, force: true });
} else {
  await rm(NEW, { recursive: true, force: true });
  process.exitCode = 1;
}
