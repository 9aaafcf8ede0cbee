import { editFile } from '../manifest/edit/edit-file.ts';
import { EditRefused } from '../manifest/edit/splices.ts';
import { type Loaded, loadManifests } from '../manifest/load.ts';
import { ROTATE_SECRETS_AFTER } from '../manifest/members/own-members.ts';
import { utcTime } from '../manifest/members/zoned-time.ts';
import { collectionOf } from '../model/collection.ts';
import { defined } from '../model/defined.ts';
import { isFormError } from '../model/diagnostic.ts';
import type { Manifest } from '../model/manifest.ts';
import { identityOf, secretUses } from '../plan/credentials/secret-uses.ts';
import { renderFindings } from '../render/findings/findings.ts';
import { renderRotate } from '../render/rotate/rotate.ts';
import type { RotateReport } from '../render/schemas/rotate.ts';
import { type Context, type Result, UsageError } from './session/context.ts';
import type { RotateOptions } from './session/file-options.ts';

/**
 * Writes `rotateSecretsAfter` with the current time into manifests. It reads no account and no secret: a later plan
 * shows the effect.
 * @throws {UsageError} if nothing is named, or no manifest refers to a named secret
 */
export async function rotate(context: Context, options: RotateOptions): Promise<Result> {
  const { names, allUsing: secrets, streams: directory, configuration } = options;
  if (names.length + secrets.length === 0) {
    throw new UsageError('Name the manifests to rotate, or a secret that they use: --all-using env:NAME.');
  }
  const all = await loadManifests({ directory, configuration });
  const named = names.length > 0 ? await loadManifests({ directory, only: names, configuration }) : undefined;
  const rejected = [named, secrets.length > 0 ? all : undefined].find((one) =>
    one?.findings.some(isFormError),
  );
  if (rejected) {
    for (const finding of rejected.findings) context.listen({ tag: 'finding', finding });
    return { output: renderFindings(rejected, options, 'rotate'), exitCode: 1 };
  }
  const chosen = new Set([
    ...(named?.manifests ?? []).map(({ name }) => name),
    ...secrets.flatMap((secret) => usersOf(secret, all)),
  ]);
  const after = utcTime(Math.floor(context.clock.now() / 1_000) * 1_000);
  const report = await requestRotation(context, options, { after, all: all.manifests, chosen });
  const notUpdated = [
    ...report.notUpdated,
    ...(named?.properties ?? []).map(({ name }) => ({ name, message: OF_PROPERTIES })),
  ];
  const output = renderRotate({ ...report, notUpdated }, options);
  return { output, exitCode: notUpdated.length > 0 ? 1 : 0 };
}

const OF_PROPERTIES = 'a manifest of properties has no secrets; name manifests of streams';

/**
 * Returns the names of the manifests that refer to a secret, except those of streams to delete.
 * @throws {UsageError} if none refers to it
 */
function usersOf(secret: string, { manifests }: Loaded): readonly string[] {
  const [, kind, value = ''] = /^(env|file):(.+)$/s.exec(secret) ?? [];
  if (kind === undefined) {
    throw new UsageError(`--all-using ${secret}: write env:NAME, or file:PATH with a path from this folder.`);
  }
  const identity = identityOf(kind === 'env' ? { env: value } : { file: value }, '.');
  const users = manifests.filter((one) => one.state !== 'absent' && secretsOf(one).has(identity));
  if (users.length === 0) throw new UsageError(`No manifest refers to ${secret}.`);
  return users.map(({ name }) => name);
}

/** The secrets of a manifest as `--all-using` takes them, by their identity. */
function secretsOf(manifest: Manifest): ReadonlyMap<string, string> {
  return new Map(secretUses(manifest).map(({ identity }) => [identity, identity.replace(' ', ':')]));
}

interface Choice {
  /** The time to write. */
  readonly after: string;
  readonly all: readonly Manifest[];
  /** Names of the manifests to write. */
  readonly chosen: ReadonlySet<string>;
}

async function requestRotation(
  context: Context,
  { streams }: RotateOptions,
  { after, all, chosen }: Choice,
): Promise<RotateReport> {
  const texts = new Map<string, string>();
  const updated: Manifest[] = [];
  const notUpdated: { name: string; message: string }[] = [];
  for (const manifest of all.filter(({ name }) => chosen.has(name))) {
    const { file } = manifest.source;
    const text = texts.get(file) ?? (await context.files.read(file));
    const result = withRotation(manifest, text, after);
    if ('problem' in result) notUpdated.push({ name: manifest.name, message: result.problem });
    else {
      texts.set(file, result.text);
      updated.push(manifest);
    }
  }
  for (const [file, text] of texts) await context.files.writeBelow(streams, file, text);
  return {
    rotateSecretsAfter: after,
    updated: updated.map(updatedEntry),
    notUpdated,
    alsoUsed: alsoUsed(updated, all),
  };
}

/** The text of a file in which a manifest requests a rotation, or why it cannot. */
function withRotation(
  manifest: Manifest,
  text: string,
  after: string,
): { readonly text: string } | { readonly problem: string } {
  const { name, state, source } = manifest;
  if (state === 'absent') return { problem: 'it has state: absent, so nothing is sent' };
  if (secretUses(manifest).length === 0)
    return { problem: 'it refers to no secret, so there is nothing to send again' };
  const path = ['spec', ROTATE_SECRETS_AFTER];
  try {
    const edit = {
      tag: 'set',
      path,
      value: after,
      after: ['logType', 'state', 'protect', 'separate'],
    } as const;
    return { text: editFile(source.file, text, name, [edit]) };
  } catch (error) {
    if (error instanceof EditRefused) return { problem: `edit it manually: ${error.message}` };
    throw error;
  }
}

function updatedEntry(manifest: Manifest): RotateReport['updated'][number] {
  const { name, collection, source, rotateSecretsAfter: before } = manifest;
  const secrets = [...secretsOf(manifest).values()].sort();
  return { ...source, name, ...collectionOf(collection), ...defined({ before }), secrets };
}

/** The secrets of the updated manifests that others use too. A new value concerns those as well. */
function alsoUsed(updated: readonly Manifest[], all: readonly Manifest[]): RotateReport['alsoUsed'] {
  const others = all.filter((one) => one.state !== 'absent' && !updated.includes(one));
  const secrets = new Map(updated.flatMap((one) => [...secretsOf(one)]));
  return [...secrets].flatMap(([identity, secret]) => {
    const names = others.filter((one) => secretsOf(one).has(identity)).map(({ name }) => name);
    return names.length === 0 ? [] : [{ secret, names }];
  });
}
