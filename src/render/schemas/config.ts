import type { JsonObject } from '../../model/json.ts';
import { FORMAT_VERSION } from '../../model/members.ts';
import {
  anyJson,
  either,
  exactly,
  list,
  object,
  oneOf,
  type Static,
  text,
  whole,
} from '../../model/shape.ts';
import { published } from './published.ts';

const ORIGIN = either(
  'Where a value comes from.',
  object({
    from: oneOf('flag: an option of the command line; variable: an environment variable.', [
      'flag',
      'variable',
    ]),
    name: text('Name of the option or variable.', '--section'),
  }),
  object({
    from: oneOf('target: a target of the configuration file; file: the members for the whole file.', [
      'target',
      'file',
    ]),
    file: text('The configuration file.', 'datastream.yaml'),
    line: whole('From 1.', 1),
    column: whole('From 1.', 1),
  }),
  object({ from: exactly('default', 'Nothing sets it.') }),
);

const REPORT = {
  'file?': text('The configuration file. Absent: there is none.', 'datastream.yaml'),
  'target?': text('The target. Absent: the file has no targets.', 'production'),
  settings: list(
    'All settings.',
    object({
      name: text('Name of the setting.', 'limits.live'),
      value: anyJson('Value; null: not set.'),
      origin: ORIGIN,
    }),
  ),
} as const;

const CONFIGURATION_REPORT = object(REPORT);
/** The effective settings of a run. */
export type ConfigurationReport = Static<typeof CONFIGURATION_REPORT>;

/** The output of `config show --format json`. */
export const CONFIG_SCHEMA: JsonObject = published(
  'datastream config show',
  'Output of `datastream config show --format json`.',
  object({ formatVersion: FORMAT_VERSION, ...REPORT }),
);
