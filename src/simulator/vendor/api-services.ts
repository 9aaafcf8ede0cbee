/** A service that an API client can be granted, as Identity and Access Management lists it. */
export interface ApiService {
  readonly apiId: number;
  readonly apiName: string;
  readonly endPoint: string;
}

/**
 * The services of the simulated API client. Names are those that the documentation of each API gives; the ids are made
 * up, except that of Property Manager, which is in an example of the OpenAPI document.
 */
export const API_SERVICES = {
  'datastream-config': { apiId: 5500, apiName: 'Datastream Config', endPoint: '/datastream-config-api' },
  'datastream-pull': { apiId: 5501, apiName: 'DataStream', endPoint: '/datastream-pull-api' },
  'property-manager': { apiId: 146, apiName: 'Property Manager (PAPI)', endPoint: '/papi' },
  'identity-management': {
    apiId: 1,
    apiName: 'Identity and Access Management API',
    endPoint: '/identity-management',
  },
} as const satisfies Readonly<Record<string, ApiService>>;
