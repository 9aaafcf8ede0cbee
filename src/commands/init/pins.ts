import semver from 'semver';

/**
 * A line of a workflow that uses an Action of another repository: what comes before, its name, and the rest: the
 * reference and a comment with the version.
 */
const PIN = /^(\s*(?:- )?uses: )([\w.-]+\/[\w./-]+)@(\S+(?: #.*)?)$/gm;

/**
 * Returns a workflow without the versions of its Actions. Dependabot and Renovate update them, so a file that differs
 * only in them was not edited.
 */
export function withoutPins(text: string): string {
  return text.replace(PIN, '$1$2');
}

/**
 * Returns a workflow with the versions of Actions that an existing one has, unless its own are newer. Versions that
 * cannot be compared are those of the existing workflow.
 *
 * @param except an Action whose version is not kept
 */
export function keepPins(text: string, existing: string, except?: string): string {
  const kept = new Map<string, string>();
  for (const [, , name = '', pin = ''] of existing.matchAll(PIN)) {
    const before = kept.get(name);
    if (name !== except && (before === undefined || isNewer(pin, before))) kept.set(name, pin);
  }
  return text.replace(PIN, (line, lead: string, name: string, pin: string) => {
    const before = kept.get(name);
    return before === undefined || isNewer(pin, before) ? line : `${lead}${name}@${before}`;
  });
}

function isNewer(pin: string, than: string): boolean {
  const [version, other] = [versionOf(pin), versionOf(than)];
  return version !== null && other !== null && semver.gt(version, other);
}

/** The version in the comment, which is that of the commit, or else that of the tag. A commit alone has none. */
function versionOf(pin: string): semver.SemVer | null {
  const [ref = '', comment = ref] = pin.split(' # ');
  return /^v?\d+(\.|$)/.test(comment) ? semver.coerce(comment, { includePrerelease: true }) : null;
}
