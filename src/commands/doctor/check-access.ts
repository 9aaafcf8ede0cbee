import type { ApiClientGrants } from '../../api/diagnosis/api-client.ts';
import type { ApiError } from '../../api/errors/errors.ts';
import { isArray, isObject } from '../../model/json.ts';
import { count } from '../../render/text/words.ts';
import { type Finding, ok, problem, skipped, warning } from './finding.ts';
import type { AccessProbe, Need } from './probe-account.ts';

/**
 * Judges the access to one API. A successful read proves that reading works. Whether writing works is known only from
 * the grants: it is never tried.
 */
export function checkAccess(access: AccessProbe, grants: ApiClientGrants | undefined): Finding {
  const { subject, probe, need } = access;
  const name = ['access', subject] as const;
  if (probe.error) return refusedAccess(name, probe.error, need);
  if (!hasForm(access)) {
    const message = 'The response is not what the API documents.';
    const hint = 'A proxy may be in between, or the API has changed. If it happens again, please report it.';
    return need === 'required' ? problem(name, message, hint) : warning(name, message, hint);
  }
  const { text, hint } = writeAccess(access, grants);
  const streams =
    /^DataStream [12]/.test(subject) && isArray(probe.body) ? `${count(probe.body.length, 'stream')}; ` : '';
  return ok(name, `${streams}${text}`, hint);
}

function hasForm({ form, probe: { body } }: AccessProbe): boolean {
  if (form === 'list') return isArray(body);
  return isObject(body) || (form === 'object-or-empty' && body === null);
}

/** APIs that this product only reads. */
const READ_ONLY_SUBJECTS: readonly string[] = ['Upload metrics', 'DataStream Pull'];

function writeAccess(
  { api, subject, need }: AccessProbe,
  grants: ApiClientGrants | undefined,
): { readonly text: string; readonly hint?: string } {
  if (READ_ONLY_SUBJECTS.includes(subject)) return { text: 'read works.' };
  const level = grants?.access?.[api];
  if (level === 'READ-WRITE') return { text: 'read works, and write access is granted.' };
  if (level === undefined) {
    return { text: 'read works; whether write works cannot be known without writing.' };
  }
  return {
    text: `read works; write access is not granted (${level}).`,
    ...(need === 'required'
      ? {
          hint: 'This is enough for plan, status and verify. The API client that runs apply needs READ-WRITE.',
        }
      : {}),
  };
}

const UNUSED: Readonly<Record<string, string>> = {
  'Property Manager': 'no manifest needs it',
  'Upload metrics': 'no manifest needs them',
};

function refusedAccess(name: readonly [string, string], error: ApiError, need: Need): Finding {
  const { kind, message, details } = error;
  const [, subject] = name;
  if (kind === 'rate-limited') return warning(name, message, details.hint);
  const isRefused = kind === 'forbidden' || kind === 'refused' || kind === 'gone';
  switch (need) {
    case 'required':
      return problem(name, message, details.hint);
    case 'useful':
      return warning(name, `${message} ${WITHOUT[subject] ?? ''}`.trim(), details.hint);
    case 'unused': {
      const why = UNUSED[subject] ?? 'no manifest uses it';
      return isRefused
        ? skipped(name, `The API client has no access (${details.status}), and ${why}.`)
        : warning(name, message, details.hint);
    }
    default:
      return need satisfies never;
  }
}

/** What does not work without the access. */
const WITHOUT: Readonly<Record<string, string>> = {
  'Property Manager': '`--check-properties` does not work without it.',
  'Upload metrics': '`verify` does not work without them.',
  'DataStream Pull': '`logs` does not work without it.',
};
