/** The APIs that are called. Each has a rate limit, and so a pace and a count of requests, of its own. */
export type ApiName = 'DataStream2' | 'DataStream1' | 'Pull';

/** Bases: fact sheet, section 1. Version 1 of the configuration API is DataStream 1; later ones are DataStream 2. */
export function apiOf(path: string): ApiName {
  if (path.startsWith('/datastream-pull-api/')) return 'Pull';
  return path.startsWith('/datastream-config-api/v1/') ? 'DataStream1' : 'DataStream2';
}

const TITLES: Readonly<Record<ApiName, string>> = {
  DataStream2: 'DataStream 2',
  DataStream1: 'DataStream 1',
  Pull: 'DataStream Pull',
};

/** The API in people's words. */
export function apiTitle(api: ApiName): string {
  return TITLES[api];
}
