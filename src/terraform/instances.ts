import type { JsonObject } from '../model/json.ts';
import { anyJson, anyObject, list, object, orNull, type Static, text } from '../model/shape.ts';
import { faultIn, parseAs } from '../schema/validate.ts';
import { RejectedState } from './other-files.ts';

/** One instance of a resource, from either form of a state. */
export interface Instance {
  readonly mode: string;
  readonly type: string;
  readonly name: string;
  readonly module: string;
  readonly provider: string;
  /** `count.index` or `each.key`. */
  readonly key?: number | string;
  readonly deposed?: string;
  readonly isTainted: boolean;
  readonly attributes?: JsonObject;
}

const STATE = object({
  'terraform_version?': orNull(text()),
  resources: list('the list of resources', anyObject()),
});

const RESOURCE = object({
  mode: text(),
  type: text(),
  name: text(),
  'module?': orNull(text()),
  'provider?': orNull(text()),
  instances: list('the list of instances', anyObject()),
});

const INSTANCE = object({
  'index_key?': anyJson(),
  'deposed?': orNull(text()),
  'status?': orNull(text()),
  'attributes?': orNull(anyObject()),
});

const SHOWN = object({
  'terraform_version?': orNull(text()),
  'values?': orNull(object({ 'root_module?': orNull(anyObject()) })),
});

const MODULE = object({
  'address?': orNull(text()),
  'resources?': list('the list of resources', anyObject()),
  'child_modules?': list('the list of modules', anyObject()),
});

const SHOWN_RESOURCE = object({
  mode: text(),
  type: text(),
  name: text(),
  'index?': anyJson(),
  'provider_name?': orNull(text()),
  'deposed_key?': orNull(text()),
  'tainted?': anyJson(),
  'values?': orNull(anyObject()),
});

/** Modules are nested two or three levels deep. A state is an external file, so there has to be a limit. */
const DEEPEST_MODULE = 64;

/** The instances in a state, and the version of the program that wrote it. */
export interface Instances {
  readonly version: string | null | undefined;
  readonly instances: readonly Instance[];
}

/**
 * Reads the instances in a state of format version 4.
 * @param root the whole file
 * @throws {RejectedState} if it does not have that form
 */
export function storedInstances(root: JsonObject, file: string): Instances {
  const { terraform_version: version, resources } = parsed(STATE, root, file);
  const instances = resources.flatMap((one, index): readonly Instance[] => {
    const resource = parsed(RESOURCE, one, file, `/resources/${index}`);
    return resource.instances.map((inner, at) => {
      const instance = parsed(INSTANCE, inner, file, `/resources/${index}/instances/${at}`);
      return {
        mode: resource.mode,
        type: resource.type,
        name: resource.name,
        module: resource.module ?? '',
        provider: resource.provider ?? '',
        ...keyOf(instance.index_key),
        ...(instance.deposed ? { deposed: instance.deposed } : {}),
        isTainted: instance.status === 'tainted',
        ...(instance.attributes ? { attributes: instance.attributes } : {}),
      };
    });
  });
  return { version, instances };
}

/**
 * Reads the instances in the output of `terraform show -json`, in the order of that output.
 * @param root the whole output
 * @throws {RejectedState} if it does not have that form
 */
export function shownInstances(root: JsonObject, file: string): Instances {
  const { terraform_version: version, values } = parsed(SHOWN, root, file);
  const instances: Instance[] = [];
  const modules = values?.root_module ? [{ value: values.root_module, depth: 0 }] : [];
  for (let next = modules.pop(); next; next = modules.pop()) {
    const { value, depth } = next;
    if (depth > DEEPEST_MODULE) {
      throw new RejectedState(
        `${file} nests modules deeper than ${DEEPEST_MODULE} levels, so it is not read.`,
      );
    }
    const { address, resources = [], child_modules: children = [] } = parsed(MODULE, value, file, 'a module');
    for (const one of resources) {
      instances.push(shownInstance(parsed(SHOWN_RESOURCE, one, file, 'a resource'), address ?? ''));
    }
    modules.push(...children.map((child) => ({ value: child, depth: depth + 1 })).toReversed());
  }
  return { version, instances };
}

function shownInstance(shown: Static<typeof SHOWN_RESOURCE>, module: string): Instance {
  return {
    mode: shown.mode,
    type: shown.type,
    name: shown.name,
    module,
    provider: shown.provider_name ?? '',
    ...keyOf(shown.index),
    ...(shown.deposed_key ? { deposed: shown.deposed_key } : {}),
    isTainted: shown.tainted === true,
    ...(shown.values ? { attributes: shown.values } : {}),
  };
}

function keyOf(key: unknown): { readonly key?: number | string } {
  return typeof key === 'number' || typeof key === 'string' ? { key } : {};
}

function parsed<T>(shape: Parameters<typeof parseAs<T>>[0], value: unknown, file: string, where = ''): T {
  const found = parseAs(shape, value);
  if (found !== undefined) return found;
  const fault = faultIn(shape, value);
  throw new RejectedState(
    `${file} is not a state that Terraform wrote: ${where === '' ? '' : `in ${where}, `}${fault}. Get a new copy with \`terraform state pull\`.`,
  );
}
