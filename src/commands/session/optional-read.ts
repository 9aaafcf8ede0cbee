import { ApiError } from '../../api/errors/errors.ts';

/** A read that no decision depends on. If the API does not return the data, the output says so. */
export async function readOptional<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}

/**
 * A read whose failure is reported for one stream only.
 * @throws {ApiError} kind `aborted`
 */
export async function readOrFailure<T>(read: () => Promise<T>): Promise<T | ApiError> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError && error.kind !== 'aborted') return error;
    throw error;
  }
}
