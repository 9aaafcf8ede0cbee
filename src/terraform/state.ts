import { LOG_TYPES, type LogType } from '../model/collection.ts';
import { isObject, parseJson } from '../model/json.ts';
import { addressInState, parseResourceAddress, type ResourceAddress, type Tool } from './addresses.ts';
import { connectorIn, type StateConnector } from './connector.ts';
import { type Instance, shownInstances, storedInstances } from './instances.ts';
import { STREAM_TYPE } from './names.ts';
import { rejectOtherFile } from './other-files.ts';

/** A stream in a state. */
export interface StateStream {
  /** As Terraform shows it: `module.m["eu"].akamai_datastream.this[0]`. Unique within a state. */
  readonly address: string;
  readonly resource: ResourceAddress;
  readonly streamId: number;
  readonly logType: LogType;
  /** How the state marks the stream. The next apply of Terraform replaces it (tainted) or deletes it (deposed). */
  readonly markedAs?: 'tainted' | 'deposed';
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
  const markedAs = deposed === undefined ? (isTainted ? 'tainted' : undefined) : 'deposed';
  return {
    address,
    resource,
    streamId,
    logType,
    ...(markedAs === undefined ? {} : { markedAs }),
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
