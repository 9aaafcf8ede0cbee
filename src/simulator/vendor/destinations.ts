import type { Rule, Rules } from '../protocol/rules.ts';

/**
 * What the vendor does with each destination type (v2 OpenAPI, product documentation and the Terraform provider). This table is separate
 * from the cards, so that a mistake in either one is detected.
 */
export interface VendorDestination {
  readonly family: 'object' | 'https';
  /** The members of a request. `secret` members are write-only. */
  readonly members: Rules;
  readonly jsonOnly?: true;
  /** The default of `compressLogs`. Absent: no response contains `compressLogs`. */
  readonly compressed?: boolean;
  /** Pairs of members: a request must contain both or neither. */
  readonly pairs: readonly (readonly [string, string])[];
  /** The spelling of the type in a response. */
  readonly returnedAs?: string;
}

const text = { type: 'text' } as const satisfies Rule;
const needed = { type: 'text', required: true } as const satisfies Rule;
const secret = { type: 'text', secret: true } as const satisfies Rule;
const neededSecret = { type: 'text', secret: true, required: true } as const satisfies Rule;
const flag = { type: 'flag' } as const satisfies Rule;

const endpoint = (pattern = '^https://[^/]', words = 'must be an https URL'): Rule => ({
  ...needed,
  hidden: true,
  pattern: [pattern, words],
});

const HEADER: Rules = {
  // Marked `hidden`, because this member contains a secret if a user swaps name and value.
  customHeaderName: {
    ...text,
    hidden: true,
    pattern: ['^[A-Za-z0-9_-]+$', 'may hold letters, digits, _ and - only'],
  },
  customHeaderValue: { ...text, hidden: true },
};
const CERTIFICATES: Rules = { tlsHostname: text, caCert: secret, clientCert: secret, clientKey: secret };
const KEYS: Rules = { accessKey: neededSecret, secretAccessKey: neededSecret };
const HEADER_PAIR = ['customHeaderName', 'customHeaderValue'] as const;
const CERTIFICATE_PAIR = ['clientCert', 'clientKey'] as const;

const store = (members: Rules): VendorDestination => ({
  family: 'object',
  members,
  compressed: true,
  pairs: [],
});

/** The destination types, by `destinationType`. */
export const VENDOR_DESTINATIONS: Readonly<Record<string, VendorDestination>> = {
  S3: store({ bucket: needed, region: needed, path: needed, ...KEYS }),
  AZURE: store({ accountName: needed, containerName: needed, path: needed, accessKey: neededSecret }),
  GCS: store({
    bucket: needed,
    projectId: needed,
    serviceAccountName: needed,
    path: text,
    privateKey: neededSecret,
  }),
  ORACLE_CLOUD_STORAGE: {
    ...store({ bucket: needed, namespace: needed, region: needed, path: needed, ...KEYS }),
    returnedAs: 'Oracle_Cloud_Storage',
  },
  // The v2 schema lets a request contain compressLogs, but the documents call it fixed. The simulator accepts only
  // true.
  S3_COMPATIBLE: store({
    bucket: needed,
    region: needed,
    // Published configurations omit the scheme.
    endpoint: endpoint('^(https?://)?[^/]', 'must be the address of a host'),
    path: text,
    compressLogs: { type: 'flag', values: [true] },
    ...KEYS,
  }),
  NS4: store({
    endpoint: needed,
    bucket: { ...needed, pattern: ['^[1-9][0-9]*$', 'must be a CP code'] },
    path: text,
    userName: neededSecret,
    secretAccessKey: neededSecret,
  }),
  HTTPS: {
    family: 'https',
    members: {
      endpoint: endpoint(
        '^https://(?!(?:[^/]*@)?(?:\\[|[0-9.]+(?:[:/?]|$)))[^/]',
        'must be an https URL whose host is no IP address',
      ),
      authenticationType: { ...needed, values: ['NONE', 'BASIC'] },
      userName: secret,
      password: secret,
      contentType: text,
      compressLogs: flag,
      ...HEADER,
      ...CERTIFICATES,
    },
    compressed: false,
    pairs: [HEADER_PAIR, CERTIFICATE_PAIR],
  },
  SPLUNK: {
    family: 'https',
    members: {
      endpoint: endpoint('^https://.+collector/raw$', 'must be an https URL that ends with collector/raw'),
      eventCollectorToken: neededSecret,
      compressLogs: flag,
      ...HEADER,
      ...CERTIFICATES,
    },
    compressed: true,
    pairs: [HEADER_PAIR, CERTIFICATE_PAIR],
  },
  SUMO_LOGIC: {
    family: 'https',
    members: {
      endpoint: endpoint(),
      collectorCode: neededSecret,
      contentType: text,
      compressLogs: flag,
      ...HEADER,
    },
    compressed: true,
    pairs: [HEADER_PAIR],
  },
  DATADOG: {
    family: 'https',
    members: {
      endpoint: endpoint('^https://(?!.*/api/v2/logs)[^/]', 'must be an https URL of the v1 intake'),
      authToken: neededSecret,
      compressLogs: flag,
      tags: text,
      source: text,
      service: text,
    },
    compressed: false,
    pairs: [],
  },
  LOGGLY: {
    family: 'https',
    members: {
      // Published configurations use http.
      endpoint: endpoint('^https?://[^/]', 'must be a URL'),
      authToken: neededSecret,
      tags: text,
      contentType: text,
      ...HEADER,
    },
    compressed: true,
    pairs: [HEADER_PAIR],
  },
  NEWRELIC: {
    family: 'https',
    members: { endpoint: endpoint(), authToken: neededSecret, contentType: text, ...HEADER },
    jsonOnly: true,
    compressed: true,
    pairs: [HEADER_PAIR],
  },
  ELASTICSEARCH: {
    family: 'https',
    members: {
      endpoint: endpoint(),
      indexName: needed,
      userName: neededSecret,
      password: neededSecret,
      contentType: text,
      // The request schema lacks the member. The response schema says "if not set, true by
      // default".
      compressLogs: flag,
      ...HEADER,
      ...CERTIFICATES,
    },
    jsonOnly: true,
    compressed: true,
    pairs: [HEADER_PAIR, CERTIFICATE_PAIR],
  },
  TRAFFICPEAK: {
    family: 'https',
    members: {
      endpoint: endpoint(
        '^https://[^/]+/ingest/event\\?(?=(.*&)?table=[^&])(?=(.*&)?token=[^&])',
        'must be an https URL of the form https://<host>/ingest/event with the parameters table and token',
      ),
      authenticationType: { ...needed, values: ['BASIC'] },
      userName: neededSecret,
      password: neededSecret,
      contentType: {
        ...needed,
        pattern: [
          '^[Aa][Pp][Pp][Ll][Ii][Cc][Aa][Tt][Ii][Oo][Nn]/[Jj][Ss][Oo][Nn](; ?[Cc][Hh][Aa][Rr][Ss][Ee][Tt]=[Uu][Tt][Ff]-8)?$',
          'must be application/json, with or without charset=utf-8',
        ],
      },
      compressLogs: flag,
      ...HEADER,
    },
    jsonOnly: true,
    compressed: true,
    pairs: [HEADER_PAIR],
  },
  DYNATRACE: {
    family: 'https',
    members: {
      endpoint: endpoint(
        '^https://[^/]+\\.live\\.dynatrace\\.com/api/v2/logs/ingest$',
        'must be an https URL of the form https://<environment>.live.dynatrace.com/api/v2/logs/ingest',
      ),
      authToken: neededSecret,
      contentType: text,
      ...HEADER,
    },
    jsonOnly: true,
    pairs: [HEADER_PAIR],
  },
};

/**
 * Finds a destination type as a request spells it. Requests use the spelling of the v2 OpenAPI or that of a response.
 * The vendor's own clients use the response spelling for Oracle. Whether the vendor accepts other spellings is not
 * established, so the simulator refuses them.
 */
export function vendorDestination(type: string): VendorDestination | undefined {
  if (Object.hasOwn(VENDOR_DESTINATIONS, type)) return VENDOR_DESTINATIONS[type];
  return Object.values(VENDOR_DESTINATIONS).find(({ returnedAs }) => returnedAs === type);
}

/** Returns the names of the write-only members of a destination type. */
export function secretMembers(destination: VendorDestination): readonly string[] {
  return Object.entries(destination.members).flatMap(([member, rule]) => (rule.secret ? [member] : []));
}
