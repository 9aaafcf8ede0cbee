import { ApiError } from '../../api/errors/errors.ts';
import type { ValidatedTree } from '../../api/property-manager/decode-rules.ts';
import type { RuleMessage, VersionContent } from '../../model/property-logging.ts';
import { applyPatch } from '../../properties/edit/patch.ts';
import { treeDifference, versionDifference } from '../../properties/edit/version-difference.ts';
import { sentences } from '../items/messages.ts';
import type { ApplyContext } from '../items/ports.ts';
import type { PreparedRequest } from '../items/resource-verbs.ts';
import type { WriteCheck } from '../items/write-result.ts';
import { type LiveProperty, readVersion } from './read-live.ts';
import { failure } from './version-text.ts';

type Confirm = () => Promise<void>;

/**
 * Saves the change in a version that is a copy of the live one. A dry run, which the API refuses for an active version,
 * comes before the change. If it finds something new, the copy stays as it is, and the next run uses it.
 *
 * @param copy the latest version, if it is such a copy already
 * @throws {ApiError} if there is no successful response
 */
export async function saveVersion(
  run: ApplyContext,
  found: LiveProperty,
  copy: VersionContent | undefined,
  confirm: Confirm,
): ReturnType<PreparedRequest['send']> {
  const { live, operations, property } = found;
  const { propertyId } = property;
  const { propertyWriter: writer } = run;
  const version = copy?.version ?? (await writer.createVersion(propertyId, live, { confirm }));
  try {
    const base = copy ?? (await readVersion(run, property, version));
    const difference = versionDifference(base, live, []);
    if (difference !== undefined) return { check: changedMeanwhile(version, difference) };
    const patch = { etag: base.etag, operations };
    const trial = await writer.patchRules(propertyId, version, { ...patch, dryRun: true }, { confirm });
    const refusal = refusalOf(run, found, trial);
    if (refusal !== undefined) return { check: failure(refusal, unchangedCopy(version, found)) };
    const saved = await writer.patchRules(propertyId, version, { ...patch, dryRun: false }, { confirm });
    return { check: checkSaved(found, version, saved) };
  } catch (error) {
    throw afterCreation(error, version, found);
  }
}

function changedMeanwhile(version: number, difference: string): WriteCheck {
  return failure(
    `Another user has changed version ${version}, which this run created: ${difference}`,
    'It was not changed; plan again',
  );
}

/** Returns why a change is not saved: it has errors or warnings that the live version does not have. */
function refusalOf(
  { options: { newWarnings = 0 } }: ApplyContext,
  { live }: LiveProperty,
  { errors, warnings }: ValidatedTree,
): string | undefined {
  const newErrors = added(errors, live.errors);
  if (newErrors.length > 0)
    return sentences('With the change, the rule tree has new errors', ...newErrors.map(messageText));
  const found = added(warnings, live.warnings);
  if (found.length <= newWarnings) return undefined;
  return sentences(
    'With the change, the rule tree has new warnings',
    ...found.map(messageText),
    `Fix them, or accept them with --allow warnings=${found.length}`,
  );
}

/** The messages that were not there before. A message can occur several times. */
function added(after: readonly RuleMessage[], before: readonly RuleMessage[] = []): readonly RuleMessage[] {
  const known = before.map(messageKey);
  return after.filter((message) => {
    const index = known.indexOf(messageKey(message));
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

function messageKey({ type, detail, location = '' }: RuleMessage): string {
  return JSON.stringify([type, location, detail]);
}

function messageText({ type, detail, location }: RuleMessage): string {
  return `${location === undefined ? '' : `${location}: `}${detail.replace(/\.$/, '')} (${type})`;
}

function unchangedCopy(version: number, { live }: LiveProperty): string {
  return `Version ${version} is an unchanged copy of version ${live.version}; the next run uses it`;
}

function checkSaved(
  { property: { propertyId: id }, live, operations }: LiveProperty,
  version: number,
  saved: ValidatedTree,
): WriteCheck {
  const difference =
    saved.ruleFormat === live.ruleFormat
      ? treeDifference(applyPatch(live.tree, operations), saved.rules)
      : `its rule format is ${saved.ruleFormat} instead of ${live.ruleFormat}`;
  if (difference === undefined) return { tag: 'happened', seen: { id, version, status: 'INACTIVE' } };
  return failure(
    `Version ${version} was saved, but it is not as planned: ${difference}`,
    'It is not activated; compare it in Property Manager with the live version',
  );
}

/** A failed request that had no effect leaves the copy. */
function afterCreation(error: unknown, version: number, found: LiveProperty): unknown {
  if (!(error instanceof ApiError) || error.kind === 'aborted' || error.details.happened === 'unknown')
    return error;
  const hint = sentences(error.details.hint ?? '', unchangedCopy(version, found));
  return new ApiError(error.kind, error.message, { ...error.details, hint });
}
