import { LOG_TYPES, type LogType } from '../model/collection.ts';
import { isObject, type JsonObject, parseJson } from '../model/json.ts';
import { anyJson, anyObject, list, object, orNull, type Static, text } from '../model/shape.ts';
import { faultIn, parseAs } from '../schema/validate.ts';
import { addressInState, parseResourceAddress, type ResourceAddress, type Tool } from './addresses.ts';
import { connectorIn, type StateConnector } from './connector.ts';
import { STREAM_TYPE } from './names.ts';
import { RejectedState, rejectOtherFile } from './other-files.ts';

/** A stream in a state. */
export interface StateStream {
  /** As Terraform shows it: `module.m["eu"].akamai_datastream.this[0]`. Unique within a state. */
  readonly address: string;
  readonly resource: ResourceAddress;
  readonly streamId: number;
  readonly logType: LogType;
  /** What the next apply of Terraform does to the stream: it is replaced (tainted), or deleted (deposed). */
  readonly doomed?: 'tainted' | 'deposed';
  /** Its values are secrets. They are present only if they were requested. */
  readonly connector: StateConnector;
}

/** An instance of the resource that names no stream. */
interface UnusableInstance {
  readonly address: string;
  /** Absent if its address is not valid. */
  readonly resource?: ResourceAddress;
  /** A clause: "its id is missing". */
  readonly reason: string;
}

/** Resources and data sources of one type that are not streams. */
export interface OtherResources {
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly count: number;
}

/** The streams in a state, and what else it contains. */
export interface TerraformState {
  /** The program that wrote the state, as far as its provider addresses show it. */
  readonly tool: Tool;
  /** The version of that program. Absent if the state does not have it. */
  readonly version?: string;
  readonly streams: readonly StateStream[];
  readonly unusable: readonly UnusableInstance[];
  readonly others: readonly OtherResources[];
}

/** One instance of a resource, from either form of a state. */
interface Instance {
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

/**
 * Reads a state of format version 4 (`terraform state pull`), or the output of `terraform show -json`. The result
 * contains no value of a connector, unless values are requested.
 * @param file its name, for messages
 * @param options `withValues`: also read the values of connectors, which contain secrets
 * @throws {RejectedState} for any other file. The message says what the file is and what to do, and contains no value
 */
export function readState(
  content: string,
  file: string,
  { withValues }: { readonly withValues: boolean },
): TerraformState {
  const root = parseJson(content.replace(/^\uFEFF/, ''));
  if (!isObject(root)) return rejectOtherFile(content, file);
  rejectOtherFile(root, file);
  const isShown = root['version'] === undefined;
  const { version, instances } = isShown ? shownInstances(root, file) : storedInstances(root, file);
  const found = instances.filter(({ type, mode }) => type === STREAM_TYPE && mode === 'managed');
  const read = found.map((instance) => readInstance(instance, withValues));
  return {
    tool: instances.some(({ provider }) => provider.includes('registry.opentofu.org')) ? 'tofu' : 'terraform',
    ...(version == null ? {} : { version }),
    streams: read.filter((one) => 'streamId' in one),
    unusable: read.filter((one) => 'reason' in one),
    others: countOthers(instances.filter((instance) => !found.includes(instance))),
  };
}

interface Instances {
  readonly version: string | null | undefined;
  readonly instances: readonly Instance[];
}

function storedInstances(root: JsonObject, file: string): Instances {
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

function shownInstances(root: JsonObject, file: string): Instances {
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

function readInstance(instance: Instance, withValues: boolean): StateStream | UnusableInstance {
  const { module, type, name, key, deposed, isTainted, attributes } = instance;
  const resource = parseResourceAddress(module, type, name);
  const base = resource ? addressInState(resource) : [module, type, name].filter(Boolean).join('.');
  const address = `${base}${key === undefined ? '' : `[${JSON.stringify(key)}]`}${deposed === undefined ? '' : ` (deposed ${deposed})`}`;
  if (!resource) return { address, reason: 'its address is not one that Terraform writes' };
  if (!attributes) {
    return {
      address,
      resource,
      reason:
        'it has no attributes (states of Terraform 0.11 have others): run `terraform apply -refresh-only` and get a new copy',
    };
  }
  const streamId = streamIdOf(attributes['id']);
  if (streamId === undefined) return { address, resource, reason: 'its id is not the ID of a stream' };
  const logType = logTypeOf(attributes['log_type']);
  if (logType === undefined)
    return { address, resource, reason: 'its log_type is not known to this version' };
  const doomed = deposed === undefined ? (isTainted ? 'tainted' : undefined) : 'deposed';
  return {
    address,
    resource,
    streamId,
    logType,
    ...(doomed === undefined ? {} : { doomed }),
    connector: connectorIn(attributes, withValues),
  };
}

/** The provider writes the ID as text. */
function streamIdOf(id: unknown): number | undefined {
  const digits = typeof id === 'number' ? String(id) : id;
  return typeof digits === 'string' && /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : undefined;
}

/** Providers before 10.3 have CDN streams only, and no `log_type`. Later ones accept it in any case. */
function logTypeOf(logType: unknown): LogType | undefined {
  if (logType === undefined || logType === null || logType === '') return 'cdn';
  return LOG_TYPES.find((known) => typeof logType === 'string' && known === logType.toLowerCase());
}

function countOthers(others: readonly Instance[]): readonly OtherResources[] {
  const counts = new Map<string, OtherResources>();
  for (const { mode, type } of others) {
    const key = `${mode} ${type}`;
    const count = (counts.get(key)?.count ?? 0) + 1;
    counts.set(key, { mode: mode === 'data' ? 'data' : 'managed', type, count });
  }
  return [...counts.values()];
}
