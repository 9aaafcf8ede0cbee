import { ApiError } from '../../api/errors/errors.ts';

/** A read on which nothing depends: where the API does not tell what is asked, that is said instead. */
export async function readOptional<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ApiError) return undefined;
    throw error;
  }
}
