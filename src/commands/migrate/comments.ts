import { defined } from '../../model/defined.ts';
import { fieldText } from '../../render/migrate/document.ts';
import { migrationSteps } from '../../render/migrate/next-steps.ts';
import type { MigratedStream } from '../../render/schemas/migrate.ts';
import { visible } from '../../render/text/escape-control.ts';
import { hanging, paint, span } from '../../render/text/styled-line.ts';
import type { Source } from './sources.ts';

/** The width of a comment without its number sign, in columns. */
const WIDTH = 98;

/**
 * The comments before a result: what it is, what has to happen in which order, and the result of each field.
 * Texts from outside are escaped first, so that no name can end a comment.
 */
export function migrationComments(stream: MigratedStream, original: Source): readonly string[] {
  const { fields, leftOut, notes } = stream;
  return [
    ...paragraph(
      `The DataStream 1 stream ${original.name} (${original.from}, connector ${stream.connector}) as a DataStream 2 stream, ` +
        'made by datastream migrate. It does not replace the original: both are separate streams.',
    ),
    ...block('Next steps, in this order:', steps(stream, original), (index) => `${index + 1}. `),
    ...block(fieldsTitle(fields), fields.map(fieldText)),
    ...block(
      'Omitted fields:',
      leftOut.map(({ field, reason }) => `${field}: ${reason}`),
    ),
    ...block(
      'To know:',
      notes.map(({ message }) => message),
    ),
    ...block('New secrets:', stream.secrets.filter(({ holds }) => holds !== undefined).map(secretText)),
  ];
}

function steps({ secrets }: MigratedStream, { name, streamId }: Source): readonly string[] {
  const references = (isNew: boolean) => [
    ...new Set(secrets.filter((secret) => secret.isNew === isNew).map(({ reference }) => reference)),
  ];
  return migrationSteps({
    original: name,
    ...defined({ streamId }),
    newSecrets: references(true),
    sameSecrets: references(false),
  });
}

/** The title of the field list. The legend is added only if it applies. */
function fieldsTitle(fields: MigratedStream['fields']): string {
  const isInferred = fields.some(({ basis }) => basis !== 'documented');
  const legend = "; those marked inferred are not in the vendor's table, so check them";
  return `Fields, DataStream 1 → DataStream 2${isInferred ? legend : ''}:`;
}

function secretText({ reference, member, holds = '' }: MigratedStream['secrets'][number]): string {
  return `${reference} (${member}): ${holds}`;
}

function block(
  title: string,
  items: readonly string[],
  lead: (index: number) => string = () => '- ',
): readonly string[] {
  if (items.length === 0) return [];
  return ['', title, ...items.flatMap((item, index) => paragraph(item, `  ${lead(index)}`))];
}

/** Wraps a text into lines. All lines after the first are indented by the width of the lead. */
function paragraph(text: string, lead = ''): readonly string[] {
  const first = lead === '' ? [] : [span(lead)];
  return hanging(first, [span(visible(text))], WIDTH).map((line) => paint(line, false));
}
