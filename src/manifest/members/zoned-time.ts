/** A regular expression for a date and a time with a time zone in ISO 8601: `2026-11-28T10:00:00Z`, `…+01:00`. */
export const ZONED_TIME =
  '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d+)?)?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$';

/** Returns whether a text has the form of `ZONED_TIME`. */
export function isZonedTime(text: string): boolean {
  return new RegExp(ZONED_TIME).test(text);
}

/**
 * Parses a time of that form.
 * @returns milliseconds since 1970; undefined for another form, and for a day that its month does not have
 */
export function parseZonedTime(text: string): number | undefined {
  if (!isZonedTime(text)) return undefined;
  const day = text.slice(0, 'YYYY-MM-DD'.length);
  // Date.parse takes February 30 for March 2.
  const isInCalendar = new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);
  return isInCalendar ? Date.parse(text) : undefined;
}

/** Formats a time like the dates of the API: ISO 8601, UTC, without `.000`. */
export function utcTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('.000Z', 'Z');
}
