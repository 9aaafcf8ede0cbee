import { publishedSchemas } from '../../../src/commands/session/published-schemas.ts';
import { cell, page, table } from './markdown.ts';

/** The page of the published JSON Schemas. */
export function schemasPage(): string {
  const rows = [...publishedSchemas()].map(([file, text]) => {
    const { title, description } = JSON.parse(text) as Readonly<Record<'title' | 'description', string>>;
    return [`[${file}](../../schemas/${file})`, cell(title), cell(description)];
  });
  return page('JSON Schemas', [
    'The forms of manifests, of the configuration file and of each JSON output.',
    table(['schema', 'for', 'description'], rows),
  ]);
}
