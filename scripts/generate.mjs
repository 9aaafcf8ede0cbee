import process from 'node:process';
import { openTerminal } from '../dist/cli/terminal.js';
import { publishedSchemas } from '../dist/commands/session/published-schemas.js';

/** Regenerates `schemas/` from the cards and the renderers; a test fails if they are out of date. */
const terminal = openTerminal(process);
for (const [file, text] of publishedSchemas()) {
  await terminal.context.files.write(`schemas/${file}`, text);
  terminal.context.say(`wrote schemas/${file}`);
}
terminal.close();
