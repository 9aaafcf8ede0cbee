/** The newest dated rule format. */
export const NEWEST_RULE_FORMAT = 'v2026-07-21';

/** Rule formats that the vendor's clients support, oldest first. */
const DATED = [
  'v2015-08-08',
  'v2022-10-18',
  'v2023-01-05',
  'v2023-05-30',
  'v2023-09-20',
  'v2023-10-30',
  'v2024-01-09',
  'v2024-02-12',
  'v2024-05-31',
  'v2024-08-13',
  'v2024-10-21',
  'v2025-01-13',
  'v2025-02-18',
  'v2025-03-24',
  'v2025-04-29',
  'v2025-05-30',
  'v2025-07-07',
  'v2025-09-09',
  'v2025-10-16',
  'v2026-01-09',
  'v2026-02-16',
  'v2026-05-05',
  'v2026-06-09',
  NEWEST_RULE_FORMAT,
] as const;

/** True for a rule format that the simulator knows. `latest` always means the newest one. */
export function isRuleFormat(format: string): boolean {
  return format === 'latest' || DATED.some((dated) => dated === format);
}

/**
 * True if `logStreamName` is a list of strings in a rule format. It is a number in the formats before v2023-05-30
 * (rule formats of the Terraform provider).
 */
export function namesStreamsInList(format: string): boolean {
  return format === 'latest' || format >= 'v2023-05-30';
}
