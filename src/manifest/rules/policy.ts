import type { Diagnostic } from '../../model/diagnostic.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Policy } from '../../model/policy.ts';
import { findViolations, type Violation } from '../../policy/check.ts';
import { type Path, valueAt } from '../findings/problem.ts';
import type { Draft } from '../members/draft.ts';
import type { ManifestDocument } from '../yaml/document.ts';
import { shortItem } from './lists.ts';

/** A violation of a policy, as a finding in the manifest. */
interface LocatedViolation {
  readonly key: string;
  readonly finding: Diagnostic;
}

/** Returns what a valid manifest asks for and a policy does not allow. A stream to be removed may have any content. */
export function policyViolations(
  document: ManifestDocument,
  draft: Draft,
  manifest: Manifest,
  policies: readonly Policy[] = [],
): readonly LocatedViolation[] {
  if (manifest.state === 'absent') return [];
  return findViolations(policies, manifest).map((found) => {
    const position = document.position(valueAt(['spec', ...writtenPath(draft, manifest, found)]));
    const { key, message, hint } = found;
    const text = { code: 'policy-violation', message, hint } as const;
    return {
      key,
      finding: { severity: 'error', rule: 'policy', ...text, ...position },
    };
  });
}

/** Adds to a manifest where it violates policies, for the plan. */
export function withViolations(manifest: Manifest, found: readonly LocatedViolation[]): Manifest {
  if (found.length === 0) return manifest;
  const places = found.map(({ key, finding: { file, line, column } }) => [key, `${file}:${line}:${column}`]);
  return { ...manifest, violations: Object.fromEntries(places) };
}

/** Returns the path in the document. A list of fields in a manifest has no duplicates, and connectors have names. */
function writtenPath({ card, spec, destinations }: Draft, manifest: Manifest, { path }: Violation): Path {
  const [member = '', index, ...inside] = path;
  const place = destinations.find(
    ({ set, value }) => set.many && set.member === member && String(value[set.nameMember]).trim() === index,
  );
  if (place) return [...place.path.slice(1), ...inside];
  const list = card?.lists.find((one) => one.member === member);
  const [items, normal] = [spec?.[member], manifest.spec[member]];
  if (!list || typeof index !== 'number' || !isArray(items) || !isArray(normal)) return path;
  return [member, items.findIndex((item) => shortItem(list, item) === normal[index])];
}
