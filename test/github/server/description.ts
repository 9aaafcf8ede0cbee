import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';

/** One operation in GitHub's description of its API. */
interface Operation {
  /** `issues/create-comment`. */
  readonly id: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: Body;
  readonly responses: Readonly<Record<string, Body>>;
}

/** The operation of a request, with the values in its path. */
export interface Call {
  readonly operation: Operation;
  readonly values: Readonly<Record<string, string>>;
}

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: Schema;
}

interface Body {
  readonly required?: boolean;
  readonly content?: Readonly<Record<string, { readonly schema?: Schema }>>;
}

type Schema = Readonly<Record<string, unknown>>;
type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

interface Description {
  readonly paths: Readonly<Record<string, Partial<Record<Method, unknown>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, unknown>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, Body>>;
    readonly examples: Readonly<Record<string, { readonly value: object }>>;
  };
}

interface Loaded {
  readonly description: Description;
  readonly ajv: Ajv;
  readonly paths: readonly (readonly [path: string, expression: RegExp, names: readonly string[]])[];
}

const require = createRequire(import.meta.url);

/** The file has 13 MB. It is read at the first request, once in a process. */
let loaded: Loaded | undefined;
const compiled = new Map<Schema, ValidateFunction>();

function load(): Loaded {
  if (loaded) return loaded;
  const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
  const description: Description = JSON.parse(readFileSync(file, 'utf8'));
  // Formats are not checked: GitHub's own examples do not follow them.
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: false });
  ajv.addSchema({ $id: 'github', components: { schemas: translated(description.components.schemas) } });
  loaded = {
    description,
    ajv,
    paths: Object.keys(description.paths).map((path) => [path, ...matcher(path)]),
  };
  return loaded;
}

/** `{path}` may contain slashes that were sent as %2F: parts are split before they are decoded. */
function matcher(path: string): [RegExp, string[]] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const source = path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)');
  return [new RegExp(`^${source}$`), names];
}

/** OpenAPI 3.0 as JSON Schema: `nullable` is converted, references point into the description. */
function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null) return value;
  const { nullable, ...rest } = value as Readonly<Record<string, unknown>>;
  const schema = Object.fromEntries(
    Object.entries(rest).map(([name, member]) =>
      name === '$ref' && typeof member === 'string' ? [name, `github${member}`] : [name, translated(member)],
    ),
  );
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/**
 * The operation of a request, or undefined if GitHub has no such path or method. Fixed parts of a path take
 * precedence.
 */
export function callOf(method: string, path: string): Call | undefined {
  const { description, paths } = load();
  const verb = method.toLowerCase() as Method;
  const candidates = paths
    .filter(([template, expression]) => expression.test(path) && description.paths[template]?.[verb])
    .sort(([, , a], [, , b]) => a.length - b.length);
  const [template, expression, names] = candidates[0] ?? [];
  if (template === undefined || !expression || !names) return undefined;
  const parts = expression.exec(path)?.slice(1) ?? [];
  const values = Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(parts[at] ?? '')]));
  return { operation: operationOf(description.paths[template]?.[verb]), values };
}

const operations = new Map<unknown, Operation>();

function operationOf(raw: unknown): Operation {
  const known = operations.get(raw);
  if (known) return known;
  const output = raw as Omit<Operation, 'id'> & { readonly operationId: string };
  const operation: Operation = {
    ...output,
    id: output.operationId,
    parameters: (output.parameters ?? []).map((each) => resolved(each, 'parameters')),
    responses: Object.fromEntries(
      Object.entries(output.responses).map(([status, each]) => [status, resolved(each, 'responses')]),
    ),
  };
  operations.set(raw, operation);
  return operation;
}

function resolved<T extends object>(
  value: T | { readonly $ref: string },
  kind: 'parameters' | 'responses',
): T {
  if (!('$ref' in value)) return value;
  const name = value.$ref.split('/').at(-1) ?? '';
  return load().description.components[kind][name] as unknown as T;
}

/** The errors of a value against a schema of the description. Empty if there are none. */
export function problemsOf(schema: Schema, value: unknown, where: string): string[] {
  const validate = compiled.get(schema) ?? load().ajv.compile(translated(schema) as object);
  compiled.set(schema, validate);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${where}${error.instancePath}: ${error.message}`);
}

/** GitHub's own example of a response, as a copy that can be changed. */
export function exampleOf(name: string): Record<string, unknown> {
  const example = load().description.components.examples[name];
  if (!example) throw new Error(`GitHub describes no example ${name}`);
  return structuredClone(example.value) as Record<string, unknown>;
}
