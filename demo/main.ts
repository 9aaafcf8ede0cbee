import process from 'node:process';
import { openDisplay } from './display.ts';
import { runDemo } from './run-demo.ts';

await runDemo(openDisplay(process.stdout));
