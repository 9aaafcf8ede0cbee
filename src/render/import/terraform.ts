import { type Block, notesBlock, type Pasted } from '../document/document.ts';
import type { ImportedStream, TerraformReport } from '../schemas/import.ts';
import { quoted } from '../text/quoted-name.ts';
import { count, listing } from '../text/words.ts';

const TOOLS = { terraform: 'Terraform', tofu: 'OpenTofu' } as const;

/** Builds what an import from a state adds before the manifests: what the state contains, and its secrets. */
export function stateBlocks(report: TerraformReport): readonly Block[] {
  const { streams, omitted, secrets, tool } = report;
  const marked = streams.filter((stream) => stream.markedAs !== undefined);
  const kept = streams.filter(({ isNew }) => !isNew);
  return [
    ...notesBlock(
      `Do not run ${tool} apply before these leave the state`,
      'danger',
      marked.map(destroyNote),
      {
        most: marked.length,
      },
    ),
    ...notesBlock(
      'Managed already',
      'plain',
      kept.map(({ address, file, name }) => ({ subject: address, text: `${quoted(name)} in ${file}` })),
      { most: kept.length },
    ),
    ...notesBlock('Also in the state', 'plain', omitted.map(omittedNote), { most: omitted.length }),
    ...(secrets ? secretBlocks(secrets) : []),
  ];
}

function destroyNote({ address, streamId, markedAs }: TerraformReport['streams'][number]) {
  const text =
    markedAs === 'deposed'
      ? `deposed: an apply deletes stream ${streamId}. To delete it here, set \`state: inactive\`, then \`absent\``
      : `tainted: an apply deletes stream ${streamId} and creates another one with a new ID`;
  return { subject: address, text };
}

function omittedNote({ subject, count: many, message }: TerraformReport['omitted'][number]) {
  return { subject, text: many === undefined ? message : `${many}; ${message}` };
}

function secretBlocks({ file, written }: NonNullable<TerraformReport['secrets']>): readonly Block[] {
  if (written.length === 0) return [];
  return notesBlock(
    'Secrets',
    'change',
    [{ subject: file, text: `${count(written.length, 'value')} written: ${listing(written)}` }],
    {
      hint: 'only you can read the file; store the values where apply reads them, then delete the file and the copy of the state',
    },
  );
}

/** The variables that still have no value: those that the file does not have, or all of them without a file. */
export function unsetVariables(
  report: TerraformReport | undefined,
  imported: readonly ImportedStream[],
): readonly { readonly subject: string; readonly text: string }[] {
  if (report?.secrets) {
    return report.secrets.missing.map(({ variable, name, message }) => ({
      subject: variable,
      text: `${quoted(name)}: ${message}`,
    }));
  }
  return imported.flatMap(({ name, references }) =>
    references.map(({ member, suggestedName }) => ({
      subject: suggestedName,
      text: `${member} of ${quoted(name)}`,
    })),
  );
}

/** Builds what has to change on the other side. */
export function removalBlocks({ tool, removed }: TerraformReport): readonly Block[] {
  const { blocks, commands, notYet } = removed;
  return [
    ...notesBlock(
      `Must stay in ${TOOLS[tool]} for now`,
      'danger',
      notYet.map(({ address, message }) => ({ subject: address, text: message })),
      {
        most: notYet.length,
        hint: 'a resource leaves the state with all of its instances; fix these, and run this import again',
      },
    ),
    ...(blocks === '' ? [] : [removedBlocks(tool, blocks)]),
    ...(commands.length === 0 ? [] : [removeCommands(tool, commands, blocks !== '')]),
  ];
}

function removedBlocks(tool: TerraformReport['tool'], blocks: string): Pasted {
  return {
    tag: 'pasted',
    summary: {
      tone: 'plain',
      text: `When plan shows no change: in ${TOOLS[tool]}, replace the resource blocks by these, write stream IDs as numbers where other resources use them, and apply. Its plan must show 0 to destroy.`,
    },
    snippet: { title: 'removed blocks', language: 'hcl', lines: blocks.split('\n') },
  };
}

function removeCommands(
  tool: TerraformReport['tool'],
  commands: readonly string[],
  isAlternative: boolean,
): Pasted {
  const lead = isAlternative ? 'Or, instead of these blocks' : 'When plan shows no change';
  return {
    tag: 'pasted',
    summary: {
      tone: 'plain',
      text: `${lead}: delete the resource blocks in ${TOOLS[tool]}, and run these before anyone applies it.`,
    },
    snippet: { title: `${tool} state rm`, language: 'sh', lines: commands },
  };
}
