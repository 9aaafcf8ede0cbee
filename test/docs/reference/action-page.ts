import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { PROJECT } from '../../commands/workspace.ts';
import { cell, code, page, table } from './markdown.ts';

interface Entry {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
}

interface Action {
  readonly inputs: Readonly<Record<string, Entry>>;
  readonly outputs: Readonly<Record<string, Entry>>;
}

/** The page of the inputs and outputs of the GitHub Action. */
export function actionPage(): string {
  const { inputs, outputs } = parse(readFileSync(path.join(PROJECT, 'action.yml'), 'utf8')) as Action;
  return page('Inputs and outputs of the GitHub Action', [
    'From [`action.yml`](../../action.yml). [GitHub](../github.md) describes the setup.',
    '## Inputs',
    table(
      ['input', 'required', 'default', 'description'],
      Object.entries(inputs).map(([name, input]) => [
        code(name),
        input.required ? 'yes' : 'no',
        input.default === undefined ? '' : code(input.default),
        cell(input.description),
      ]),
    ),
    '## Outputs',
    table(
      ['output', 'description'],
      Object.entries(outputs).map(([name, { description }]) => [code(name), cell(description)]),
    ),
  ]);
}
