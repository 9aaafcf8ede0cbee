import process from 'node:process';
import { openDisplay } from './display.ts';
import { runDemo } from './run-demo.ts';

process.once('SIGINT', () => process.exit(130));
process.once('SIGTERM', () => process.exit(143));
// The reader may close the pipe early, for example `head`.
process.stdout.once('error', () => process.exit(0));
await runDemo(openDisplay(process.stdout));
