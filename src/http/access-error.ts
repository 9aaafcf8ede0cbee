/**
 * A server cannot be accessed: credentials, endpoint or proxy are missing or invalid. The message never contains a
 * value.
 */
export class AccessError extends Error {
  override readonly name = 'AccessError';
  constructor(
    message: string,
    /** How to fix it, in one sentence. */
    readonly hint: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}
