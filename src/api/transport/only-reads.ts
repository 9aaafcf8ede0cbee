import type { HttpRequest } from '../../http/request.ts';

/** Searches whose parameters are in the body of a POST. Source: Property Manager API, `find-by-value`. */
const SEARCHES: readonly string[] = ['/papi/v1/search/find-by-value'];

/** Returns true for a request that changes nothing: a GET, or one of the searches that are a POST. */
export function onlyReads({ method, path }: HttpRequest): boolean {
  if (method === 'GET') return true;
  return method === 'POST' && SEARCHES.includes(path.split('?', 1).join(''));
}
