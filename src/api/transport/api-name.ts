/**
 * The APIs that this product calls. Each has its own rate limit, and therefore its own rate limiter and request
 * count.
 */
export type ApiName = 'DataStream2' | 'DataStream1' | 'Pull' | 'PropertyManager' | 'IdentityManagement';

/**
 * Returns the API that a path belongs to. Version 1 of the configuration API is
 * DataStream 1; later versions are DataStream 2.
 */
export function apiOf(path: string): ApiName {
  if (path.startsWith('/datastream-pull-api/')) return 'Pull';
  if (path.startsWith('/papi/')) return 'PropertyManager';
  if (path.startsWith('/identity-management/')) return 'IdentityManagement';
  return path.startsWith('/datastream-config-api/v1/') ? 'DataStream1' : 'DataStream2';
}

const TITLES: Readonly<Record<ApiName, string>> = {
  DataStream2: 'DataStream 2',
  DataStream1: 'DataStream 1',
  Pull: 'DataStream Pull',
  PropertyManager: 'Property Manager',
  IdentityManagement: 'Identity and Access Management',
};

/** Returns the name of the API for display. */
export function apiTitle(api: ApiName): string {
  return TITLES[api];
}
