import { streamCard } from '../../collections/registry.ts';
import { parseFile } from '../../manifest/parse.ts';
import { collectionOf } from '../../model/collection.ts';
import type { ActiveConfiguration } from '../../model/configuration.ts';
import { defined } from '../../model/defined.ts';
import { pointerSteps } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { StreamDetail } from '../../model/observed.ts';
import type { PlanItem } from '../../model/plan-item.ts';
import { keyById } from '../../model/resource-key.ts';
import { referenceText } from '../../model/secret.ts';
import { canonicalLive, merged } from '../../plan/canonical/canonical.ts';
import { isAddressReference, referencesSentElsewhere } from '../../plan/credentials/secret-address.ts';
import { secretUses } from '../../plan/credentials/secret-uses.ts';
import { versionChanges } from '../../plan/diff/version-changes.ts';
import type { UpdatedManifest, UpdateReport } from '../../render/schemas/update.ts';
import { listing, shellWord } from '../../render/text/words.ts';
import { type Context, type Result, UsageError } from '../session/context.ts';
import type { ImportOptions } from '../session/file-options.ts';
import { planOne } from '../session/plan-one.ts';
import {
  findStream,
  namesIn,
  readVersion,
  type VersionedStream,
  withNamesOf,
  withVersion,
} from '../session/versioned-stream.ts';
import { adoptContent } from './adopt-content.ts';
import { type Rewrite, writeUpdates } from './write-updates.ts';

/**
 * Writes the content of an earlier version into the manifest of its stream (`import --update NAME --version N`). State,
 * `protect`, references and the binding to the stream stay. The file is written only if a plan then shows the change
 * back to that version, and nothing else.
 * @throws {UsageError} if the version does not exist or cannot be read
 */
export async function goBack(context: Context, options: ImportOptions, number: number): Promise<Result> {
  const [name, ...others] = options.which;
  if (name === undefined || others.length > 0) {
    throw new UsageError('--version needs the name of one manifest: import --update NAME --version N.');
  }
  const found = await findStream(context, { ...options, name }, 'import');
  if (found.tag === 'rejected') return found.result;
  const { stream } = found;
  const texts = new Map<string, Rewrite>();
  const made = await bringBack(context, stream, { ...options, number }, texts);
  const report: UpdateReport = {
    target: stream.connection.target,
    updated: [],
    notUpdated: [],
    refusals: [],
    ...made,
  };
  return writeUpdates(context, options, texts, report);
}

type Made = Partial<Pick<UpdateReport, 'unchanged' | 'updated' | 'notUpdated'>>;

async function bringBack(
  context: Context,
  stream: VersionedStream,
  { number, configuration }: Pick<ImportOptions, 'configuration'> & { readonly number: number },
  texts: Map<string, Rewrite>,
): Promise<Made> {
  const { row, own } = stream;
  if (!own) {
    throw new UsageError(
      `Stream ${row.streamId} has no manifest: write one first, with import ${row.streamId}.`,
    );
  }
  const { manifest, item, planned } = own;
  const refused = (message: string, changes?: PlanItem['changes']): Made => ({
    notUpdated: [{ name: manifest.name, message, ...(changes ? { changes } : {}) }],
  });
  if (number === row.version) {
    return { unchanged: `Version ${number} is the latest version of ${manifest.name}.` };
  }
  const version = await readVersion(context, stream, number);
  const obstacle = obstacleTo(item, manifest, row.version);
  if (obstacle !== undefined) return refused(obstacle, item.changes);
  const content = keepName(manifest, row.name, version);
  const account = { ...planned, observed: withVersion(planned.observed, row, content) };
  const difference = planOne(context, account, manifest);
  if (!difference || difference.action === 'blocked') {
    return refused(`edit it manually: ${difference?.reason ?? 'it has no plan'}`);
  }
  if (difference.changes.length === 0) {
    const { secretsToCheck = [] } = checksOf(stream, manifest, content, []);
    return { unchanged: unchangedText(manifest.name, number, secretsToCheck) };
  }
  const { file } = manifest.source;
  const text = await context.files.read(file);
  const detail = account.observed.details.get(keyById(row.collection, row.streamId)) ?? content;
  const { state } = manifest;
  const source = { manifest, detail, text, state, configuration, values: `values of version ${number}` };
  const adopted = adoptContent(context, account, difference, source);
  if (typeof adopted === 'string') return refused(adopted);
  const after = manifestIn(file, adopted.text, { name: manifest.name, configuration });
  // A plan looks up names that only the earlier version has.
  const next = after && planOne(context, planned, after, withNamesOf(planned.observed, row, [content]));
  if (!after || !next || next.action === 'blocked') {
    return refused(`edit it manually: with the ${source.values}, ${next?.reason ?? 'it has no plan'}`);
  }
  texts.set(file, { before: text, after: adopted.text });
  const updated: UpdatedManifest = {
    file,
    name: manifest.name,
    ...collectionOf(manifest.collection),
    streamId: row.streamId,
    version: row.version,
    status: row.status,
    changes: [...difference.changes, ...adopted.changes],
    references: adopted.references,
    broughtBack: number,
    ...checksOf(stream, after, content, adopted.references),
    ...(content === version ? {} : { notes: [nameNote(manifest, version)] }),
  };
  return { updated: [updated] };
}

/** Values behind references are in no manifest, so that going back to them is no edit. */
function unchangedText(
  name: string,
  number: number,
  checks: NonNullable<UpdatedManifest['secretsToCheck']>,
): string {
  const hidden = checks.filter(({ why }) => why === 'other-value').map(({ reference }) => reference);
  if (hidden.length === 0) return `The manifest of ${name} already has the content of version ${number}.`;
  return `Version ${number} of ${name} differs only in values behind references: ${listing(hidden)}. To go back, store their earlier values, and request a rotation with rotate ${shellWord(name)}.`;
}

/** A plan must show the change back to the version and nothing else, so that edits have to be applied first. */
function obstacleTo(item: PlanItem, { state }: Manifest, latest: number): string | undefined {
  if (item.action === 'blocked') return item.reason ?? 'it is blocked';
  if (state === 'absent') return 'it has state: absent, and the stream exists: write the desired state first';
  if (item.changes.length === 0 && item.steps.every((step) => step.do === 'await')) return undefined;
  const what = item.changes.length === 0 ? 'wants another state of the stream' : 'has other content';
  return `it ${what} than the latest version (${latest}). Apply or discard its edits first, or take over what is live: import --update without --version`;
}

function manifestIn(
  file: string,
  text: string,
  { name, configuration }: { readonly name: string; readonly configuration: ActiveConfiguration | undefined },
): Manifest | undefined {
  return parseFile(file, text, defined({ configuration })).entries.find(({ draft }) => draft.name === name)
    ?.manifest;
}

/** A manifest without `spec.streamId` finds its stream by its name, so that it has to keep the present name. */
function keepName(manifest: Manifest, name: string, version: StreamDetail): StreamDetail {
  if (manifest.streamId !== undefined || version.name === name) return version;
  return { ...version, name, body: { ...version.body, streamName: name } };
}

function nameNote({ name }: Manifest, version: StreamDetail): string {
  return `The stream was named ${JSON.stringify(version.name)} in version ${version.version}. It keeps its present name, because the manifest of ${name} finds it by its name. Add spec.streamId: ${version.streamId} to rename it.`;
}

/** The references whose values a person has to check, because no plan can compare them. */
function checksOf(
  stream: VersionedStream,
  after: Manifest,
  content: StreamDetail,
  added: UpdatedManifest['references'],
): Pick<UpdatedManifest, 'secretsToCheck'> {
  const { row, observed } = stream;
  const live = observed.details.get(keyById(row.collection, row.streamId));
  if (!live) return {};
  const isAdded = new Set(added.map(({ suggestedName }) => `env ${suggestedName}`));
  const { spec, unknown } = canonicalLive(streamCard(row.collection), live);
  const uses = secretUses(after);
  const elsewhere = referencesSentElsewhere(after, merged(unknown, spec)).map((use) => ({
    ...describe(use),
    why: 'other-receiver' as const,
    receiver: use.audience,
  }));
  const hidden = versionChanges(content, live, namesIn(stream, [content, live])).filter(({ path }) =>
    live.redacted?.includes(path),
  );
  const places = new Set(hidden.map(({ path }) => pointerSteps(path).join('.')));
  const otherValues = uses
    .map((use) => ({
      ...describe(use),
      why: 'other-value' as const,
      ...(isAddressReference(after, use) ? { isAddress: true } : {}),
    }))
    .filter(({ member }) => places.has(member));
  const secretsToCheck = [...elsewhere, ...otherValues].filter(({ reference }) => !isAdded.has(reference));
  return secretsToCheck.length === 0 ? {} : { secretsToCheck };
}

function describe({ place, member, reference }: ReturnType<typeof secretUses>[number]) {
  return { member: [...place, ...member.split('/')].join('.'), reference: referenceText(reference) };
}
