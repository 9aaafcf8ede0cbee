import type { ErrorObject } from 'ajv';

/** One violation of a JSON Schema. */
export type Violation = Pick<ErrorObject, 'instancePath' | 'keyword' | 'params' | 'parentSchema' | 'data'>;

const TYPES: { readonly [type: string]: string } = {
  string: 'a text',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** Says what is wrong and where, as a clause: "/items/0/streamId must be a whole number". */
export function describeViolation({ instancePath, keyword, params, parentSchema }: Violation): string {
  const where = instancePath || 'it';
  switch (keyword) {
    case 'required':
      return `${instancePath}/${String(params['missingProperty'])} is missing`;
    case 'type':
      return `${where} must be ${TYPES[String(params['type'])] ?? params['type']}`;
    case 'const':
      return `${where} must be ${JSON.stringify(params['allowedValue'])}`;
    case 'enum':
      return `${where} must be ${(params['allowedValues'] as readonly unknown[]).map((one) => JSON.stringify(one)).join(' or ')}`;
    case 'minimum':
    case 'maximum':
      return `${where} must be ${params['comparison']} ${params['limit']}`;
    default:
      return `${where} must be ${lowerFirst(parentSchema?.['description']) ?? 'of another form'}`;
  }
}

/** The description of a shape as part of a sentence: "A step." becomes "a step". */
function lowerFirst(description: unknown): string | undefined {
  if (typeof description !== 'string') return undefined;
  return `${description.slice(0, 1).toLowerCase()}${description.slice(1).replace(/\.$/, '')}`;
}
