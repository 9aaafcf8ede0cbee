import type { HttpResponse } from '../../http/request.ts';
import { isObject, parseJson } from '../../model/json.ts';
import { isQuota } from './rate-headers.ts';

/** A refusal of Property Manager whose status does not say what to do. */
interface Refusal {
  readonly status: number;
  /** Found in the body, usually in the type or the message id of the problem. Absent: any body. */
  readonly says?: RegExp;
  readonly hint: string;
}

/** The first one that fits. Sources: vendor's problem types, fixtures of its clients, issues of the Terraform provider. */
const REFUSALS: readonly Refusal[] = [
  {
    status: 400,
    says: /missing_compliance_record/,
    hint: 'This account needs a compliance record for activations: add spec.activation.complianceRecord to the manifest.',
  },
  {
    status: 403,
    says: /property-version\/already-activated/,
    hint: 'A version that is or was active cannot be edited. Run again: the next run starts from the current versions.',
  },
  {
    status: 403,
    says: /property-version\/lock-error/,
    hint: 'This part of the rule tree is locked, or has an advanced feature that only Akamai can edit: ask Akamai support.',
  },
  {
    status: 409,
    hint: 'Another edit or activation of this property is in progress: run again when it has ended.',
  },
  {
    status: 412,
    hint: 'The version was changed after it was read. Nothing was overwritten. Run again: the next run starts from its current content.',
  },
  {
    status: 422,
    says: /still[-_]pending/,
    hint: 'An activation of this property is in progress: run again when it has ended.',
  },
  {
    status: 422,
    hint: 'Run again: the next run reads which versions of the property are active.',
  },
];

/**
 * Returns what to do after a refusal of Property Manager that is about one property or version, or undefined if its
 * status says enough.
 */
export function propertyRefusalHint(response: HttpResponse): string | undefined {
  if (isQuota(response)) return quotaHint(parseJson(response.body));
  const { status, body } = response;
  return REFUSALS.find((refusal) => refusal.status === status && (refusal.says?.test(body) ?? true))?.hint;
}

function quotaHint(body: unknown): string {
  const { limitKey, limit } = isObject(body) ? body : {};
  const name = typeof limitKey === 'string' && /^[\w.-]{1,100}$/.test(limitKey) ? ` (${limitKey})` : '';
  const most = typeof limit === 'number' ? ` of ${limit}` : '';
  return `A quota${most} in Property Manager${name} is used up, so a retry does not help now: free some of it, run again after it is renewed, or ask Akamai to raise it.`;
}
