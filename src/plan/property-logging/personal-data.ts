import type { Change } from '../../model/change.ts';
import { isArray, type Json } from '../../model/json.ts';
import type { AddedPersonalData } from '../../model/plan-item.ts';
import { fieldsWithOption, isLogged, PERSONAL_OPTIONS } from '../../properties/behaviors/report.ts';
import type { NamedStreamOfProperty } from './named-streams.ts';
import { optionOf, setOptions } from './set-options.ts';

/** Options with the content of what another option switches on. */
const CONTENT_OF: Readonly<Record<string, string>> = {
  cookies: 'logCookies',
  customLogField: 'logCustomLogField',
};

/** Returns the options of Log Request Details that begin to log personal data, or other data than so far. */
export function personalOptions(changes: readonly Change[]): ReadonlySet<string> {
  const logged = changes
    .filter((change) => !logsFewerCookies(change, changes))
    .flatMap((change) => {
      const options = setOptions(change);
      return Object.keys(options)
        .filter((option) => isLogged(options, option))
        .map((option) => CONTENT_OF[option] ?? option);
    });
  return new Set(logged.filter((option) => PERSONAL_OPTIONS.has(option)));
}

/** Some cookies instead of all of them, or fewer of them. */
function logsFewerCookies({ path, before, after }: Change, changes: readonly Change[]): boolean {
  const loggedAll = (change: Change) => optionOf(change.path) === 'logCookies' && change.before === 'ALL';
  if (optionOf(path) === 'logCookies') return before === 'ALL';
  if (optionOf(path) !== 'cookies') return false;
  const all = changes.find((change) => loggedAll(change) && behaviorOf(change.path) === behaviorOf(path));
  const names = itemsOf(before);
  return all !== undefined || itemsOf(after).every((name) => names.includes(name));
}

function behaviorOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}

function itemsOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

/**
 * Returns the fields that the streams of a property begin to deliver because of changes of Log Request Details, for each
 * of their destinations. The fields of a stream without a manifest are known only if the plan reads the stream.
 *
 * @param streams the streams that the property is to name
 */
export function loggedPersonalData(
  changes: readonly Change[],
  streams: readonly NamedStreamOfProperty[],
  propertyId: number,
): readonly AddedPersonalData[] {
  const options = personalOptions(changes);
  if (options.size === 0) return [];
  return streams.flatMap((stream) => {
    const { name, fields: chosen } = stream.expectedBy(propertyId);
    const fields = fieldsWithOption(stream.kind, chosen).flatMap(
      ({ id, name: field, option, personalData }) =>
        options.has(option) && personalData !== undefined ? [{ id, name: field, reason: personalData }] : [],
    );
    if (fields.length === 0) return [];
    return stream.receivers().map((receiver) => ({ stream: name, receiver, fields }));
  });
}
