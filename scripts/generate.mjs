import process from 'node:process';
import { openTerminal } from '../dist/cli/terminal.js';
import { publishedSchemas } from '../dist/commands/session/published-schemas.js';

/** Rewrites `schemas/` from the cards and the renderers; a test fails when they are not fresh. */
const terminal = openTerminal(process);
for (const [file, text] of publishedSchemas()) {
  await terminal.context.files.write(`schemas/${file}`, text);
  terminal.context.say(`wrote schemas/${file}`);
}
terminal.close();
