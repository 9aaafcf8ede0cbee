/** One step of a module path: its name, and the key of the instance as Terraform writes it (`["eu"]`, `[0]`), or ''. */
interface ModuleStep {
  readonly name: string;
  readonly key: string;
}

/** The address of a resource, without the key of an instance of the resource itself. */
export interface ResourceAddress {
  readonly modules: readonly ModuleStep[];
  readonly type: string;
  readonly name: string;
}

/** https://developer.hashicorp.com/terraform/language/syntax/configuration#identifiers */
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_-]*$/u;
const STEP = /^module\.([\p{L}_][\p{L}\p{N}_-]*)(\[(?:\d+|"(?:[^"\\\p{Cc}]|\\[^\p{Cc}])*")\])?(?:\.|$)/u;

/**
 * Parses the address of a resource. A state is an external file, and addresses become configuration and shell commands.
 * Therefore only what Terraform itself could have written is accepted.
 * @param path the module as a state writes it: `module.m["eu"].module.logs`; empty for the root module
 * @returns `undefined` if a part of it is not an address
 */
export function parseResourceAddress(path: string, type: string, name: string): ResourceAddress | undefined {
  const modules: ModuleStep[] = [];
  let rest = path;
  while (rest !== '') {
    const [step = '', module = '', key = ''] = STEP.exec(rest) ?? [];
    if (step === '') return undefined;
    modules.push({ name: module, key });
    rest = rest.slice(step.length);
  }
  if (path.endsWith('.') || !IDENTIFIER.test(type) || !IDENTIFIER.test(name)) return undefined;
  return { modules, type, name };
}

/** The address with the keys of module instances: `module.m["eu"].akamai_datastream.this`. */
export function addressInState({ modules, type, name }: ResourceAddress): string {
  return [...modules.map((step) => `module.${step.name}${step.key}`), type, name].join('.');
}

/**
 * The address as configuration writes it, without keys: `module.m.akamai_datastream.this`. A `removed` block accepts no
 * other form: https://developer.hashicorp.com/terraform/language/block/removed
 */
export function addressInConfiguration({ modules, type, name }: ResourceAddress): string {
  return [...modules.map((step) => `module.${step.name}`), type, name].join('.');
}

/** The program that wrote a state. */
export type Tool = 'terraform' | 'tofu';

/**
 * A `removed` block that makes Terraform forget all instances of a resource and delete none of them. Terraform requires
 * the `lifecycle` block. OpenTofu accepts it since 1.10; before, `removed` always forgets, and a `lifecycle` block is an
 * error (https://github.com/opentofu/opentofu/issues/2556).
 * @returns undefined if the version has no `removed` blocks. A version that is not known counts as a recent one
 */
export function removedBlock(address: string, tool: Tool, version?: string): string | undefined {
  if (isBefore(version, 7)) return undefined;
  const lifecycle =
    tool === 'tofu' && isBefore(version, 10) ? [] : ['  lifecycle {', '    destroy = false', '  }'];
  return ['removed {', `  from = ${address}`, ...lifecycle, '}'].join('\n');
}

/** The command that does the same, with any version. Run it only after the resource is deleted from the configuration. */
export function stateRemoveCommand(address: string, tool: Tool): string {
  return `${tool} state rm '${address.replaceAll("'", "'\\''")}'`;
}

/** Whether a version is older than 1.`minor`. */
function isBefore(version: string | undefined, minor: number): boolean {
  const [, major, found] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
  if (major === undefined || found === undefined) return false;
  return Number(major) < 1 || (Number(major) === 1 && Number(found) < minor);
}
