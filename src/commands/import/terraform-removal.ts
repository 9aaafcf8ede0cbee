import type { TerraformReport } from '../../render/schemas/import.ts';
import {
  addressInConfiguration,
  addressInState,
  type ResourceAddress,
  removedBlock,
  stateRemoveCommand,
} from '../../terraform/addresses.ts';
import type { TerraformState } from '../../terraform/state.ts';

/** An instance of the resource in a state, and why it must stay in the state. */
export interface LeavingInstance {
  readonly address: string;
  readonly resource: ResourceAddress;
  /** Absent if a manifest manages its stream, or its stream no longer exists. */
  readonly obstacle?: string;
}

/**
 * What to change on Terraform's side. `removed` blocks cannot name instances, so a resource leaves the state as a whole
 * or not at all: if one of its instances has to stay, Terraform would plan to create the others again.
 */
export function removalOf(
  { tool, version }: Pick<TerraformState, 'tool' | 'version'>,
  instances: readonly LeavingInstance[],
): TerraformReport['removed'] {
  const resources = new Map<string, readonly LeavingInstance[]>();
  for (const instance of instances) {
    const address = addressInConfiguration(instance.resource);
    resources.set(address, [...(resources.get(address) ?? []), instance]);
  }
  const leaving = [...resources].filter(([, all]) => all.every(({ obstacle }) => obstacle === undefined));
  const blocks = leaving.flatMap(([address]) => removedBlock(address, tool, version) ?? []);
  const inState = new Set(leaving.flatMap(([, all]) => all.map(({ resource }) => addressInState(resource))));
  return {
    blocks: blocks.join('\n\n'),
    commands: [...inState].map((address) => stateRemoveCommand(address, tool)),
    notYet: [...resources].flatMap(([address, all]) => {
      const [first] = all.filter(({ obstacle }) => obstacle !== undefined);
      return first ? [{ address, message: `${first.address}: ${first.obstacle}` }] : [];
    }),
  };
}
