import type { JsonObject } from '../../model/json.ts';
import { type Counterpart, counterpartOf, hasNoMember } from '../../terraform/hint.ts';
import type { Path } from './problem.ts';
import { quoted } from './wording.ts';

/** A block in which a name of Terraform may be written. */
export interface TerraformBlock {
  readonly value: JsonObject;
  readonly path: Path;
  /** The names of its members. */
  readonly known: readonly string[];
  /** Where a member that the block does not have belongs, as a sentence. */
  readonly elsewhere?: (name: string) => string | undefined;
}

/** Says which member corresponds to an attribute of the Terraform provider. `undefined` for any other name. */
export function terraformHint(name: string, block: TerraformBlock): string | undefined {
  if (hasNoMember(name) && isOfStream(block)) {
    return 'Only Terraform has it; nothing in a manifest corresponds to it. Remove it.';
  }
  const counterpart = counterpartIn(name, block);
  if (!counterpart) return undefined;
  const { member, form } = counterpart;
  if (block.known.includes(member)) return `This is Terraform's name; here, write ${form}`;
  if (counterpart.block.join('.') !== block.path.join('.')) {
    return `This is Terraform's name; in ${counterpart.block.join('.')}, write ${form}`;
  }
  const elsewhere = block.elsewhere?.(member);
  return elsewhere === undefined ? undefined : `This is Terraform's name for ${quoted(member)}. ${elsewhere}`;
}

/** The member of the same block that is present under its Terraform name. */
export function memberMeantBy(name: string, block: TerraformBlock): string | undefined {
  const member = counterpartIn(name, block)?.member;
  return member !== undefined && block.known.includes(member) ? member : undefined;
}

function counterpartIn(name: string, block: TerraformBlock): Counterpart | undefined {
  const counterpart = isOfStream(block) ? counterpartOf(name, block.value[name] ?? null) : undefined;
  // A name that Terraform and manifests share is a member in the wrong block.
  return counterpart?.member === name ? undefined : counterpart;
}

/** Manifests of properties have none of these members, but a block `spec` as well. */
function isOfStream({ path, known }: TerraformBlock): boolean {
  return path.length > 1 || (path.length === 1 ? known.includes('state') : known.includes('spec'));
}
