import type { Setting, SettingOrigin } from '../../model/configuration.ts';
import type { Json } from '../../model/json.ts';
import type { Document, Row } from '../document/document.ts';
import { inFormat } from '../document/formats.ts';
import type { ConfigurationReport } from '../schemas/config.ts';
import { visibleJson } from '../text/escape-control.ts';
import type { RenderOptions } from '../text/options.ts';
import { quoted } from '../text/quoted-name.ts';

/** Renders the settings of a run, each with its origin. */
export function renderConfiguration(report: ConfigurationReport, options: RenderOptions): string {
  return inFormat(
    options,
    () => `${visibleJson({ formatVersion: 1, ...report })}\n`,
    () => configurationDocument(report),
  );
}

function configurationDocument({ file, target, settings }: ConfigurationReport): Document {
  const set = settings.filter(({ origin }) => origin.from !== 'default').length;
  const of = target === undefined ? '' : ` for the target ${quoted(target)}`;
  const headline =
    file === undefined ? 'There is no configuration file.' : `The configuration file is ${quoted(file)}.`;
  return {
    title: 'DataStream config',
    summary: `${set} of ${settings.length} settings are set`,
    headline: [
      { tone: 'plain', text: headline },
      {
        tone: 'plain',
        text: `${set} of ${settings.length} settings are set${of}; the others have their defaults.`,
      },
    ],
    blocks: [
      {
        tag: 'table',
        columns: [
          { title: 'Setting', align: 'left', markdown: { cell: 'stream' } },
          { title: 'Value', align: 'left', markdown: { cell: 'state' } },
          { title: 'From', align: 'left', markdown: { cell: 'state', lead: 'from ' } },
        ],
        rows: settings.map(row),
      },
    ],
  };
}

function row({ name, value, origin }: Setting): Row {
  const isSet = origin.from !== 'default';
  return {
    symbol: isSet ? '=' : ' ',
    tone: isSet ? 'plain' : 'quiet',
    cells: [name, valueText(value), originText(origin)],
    notes: [],
  };
}

function valueText(value: Json): string {
  if (value === null) return '–';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueText).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function originText(origin: SettingOrigin): string {
  switch (origin.from) {
    case 'flag':
    case 'variable':
      return origin.name;
    case 'target':
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'default':
      return 'default';
    default:
      return origin satisfies never;
  }
}
