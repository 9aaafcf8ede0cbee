import type { ClientCertificate, DestinationCard } from '../model/destination-card.ts';
import type { Absence, Credential, MemberCard, UrlCredential } from '../model/member-card.ts';

/** Members that several destination types share, so that each is defined once. */
const text = (maxLength?: number) => ({ type: 'string', minLength: 1, ...(maxLength ? { maxLength } : {}) });

/** Secrets are not part of any response. */
const neverReturned: Absence = { means: 'unknown', source: 'DataStream 2 v2 OpenAPI, saved destinations' };

/** Required in every saved form of the v2 OpenAPI, and contained in every sample of DataStream 1. */
export const alwaysReturned: Absence = {
  means: 'unreadable',
  source: 'DataStream 2 v2 OpenAPI, required members of saved destinations; DataStream 1 samples',
};

/** Optional in the saved forms. A response without it means that it is not set, or that the default applies. */
const returnedIfSet: Absence = {
  means: 'default',
  source: 'DataStream 2 v2 OpenAPI, optional members of saved destinations',
};

/** Creates the absence of a member for which the documents disagree, or do not say, whether responses contain it. */
export function maybeReturned(source: string): Absence {
  return { means: 'unknown', source };
}

/** Creates a member that the API takes on every create and update and never returns. */
export function secret(description: string): MemberCard {
  return {
    description: `${description} Write-only: give a reference.`,
    schema: text(),
    writeOnly: true,
    absence: neverReturned,
  };
}

/** Creates a secret without which the vendor refuses the stream. */
export function requiredSecret(description: string): MemberCard {
  return { ...secret(description), required: true };
}

/** Creates a required string, such as the name of a bucket. */
export function requiredText(description: string, ...examples: readonly string[]): MemberCard {
  return { description, schema: text(), required: true, absence: alwaysReturned, examples };
}

/** Creates an optional string. */
export function optionalText(description: string, ...examples: readonly string[]): MemberCard {
  return { description, schema: text(), absence: returnedIfSet, examples };
}

/**
 * A member of every destination type, in addition to `destinationType` and its own members. Control Center shows it.
 */
export const displayName: MemberCard = {
  description: 'Name of the destination for people, as Control Center shows it; at most 255 characters.',
  schema: text(255),
  required: true,
  absence: alwaysReturned,
  cosmetic: true,
  examples: ['Log platform'],
};

/** Creates a folder in an object store. The vendor stores it as written, with or without a leading slash. */
export function objectPath(description: string): MemberCard {
  return optionalText(
    `${description} May hold time variables such as {%Y}, {%m} and {%d}.`,
    // Variables: https://techdocs.akamai.com/datastream2/v3/docs/dynamic-time-variables
    'akamai/{%Y}/{%m}/{%d}',
  );
}

/**
 * Creates the URL that receives logs for destinations of the HTTPS family. Outputs redact the parts of it that act as a
 * credential. The pattern is exactly what the vendor documents for the type.
 */
export function endpoint(
  description: string,
  example: string,
  pattern = '^https://',
  credential: Credential = 'url',
): MemberCard {
  return {
    description,
    schema: { type: 'string', pattern },
    required: true,
    absence: alwaysReturned,
    credential,
    examples: [example],
  };
}

/** Datadog's older intakes take the API key as the last segment of the path. */
export const datadogUrl: UrlCredential = {
  path: { after: '/+(?:api/+)?v[12]/+(?:input|logs)/+' },
  members: ['authToken'],
};

/** Creates the gzip member for types in which the user can choose. */
export function compressLogs(byDefault: boolean): MemberCard {
  return {
    description: `Send logs gzip-compressed. Default: ${byDefault}.`,
    schema: { type: 'boolean' },
    absence: maybeReturned(
      'the v2 OpenAPI requires it of saved destinations except S3_COMPATIBLE, v3 documents no response',
    ),
    default: byDefault,
    sendsDefault: 'repeated',
  };
}

/** The gzip member for types that always compress. Returned by the API, not settable. */
export const alwaysCompressed: MemberCard = {
  description: 'Always true: this destination only takes gzip-compressed logs.',
  schema: { const: true },
  constant: true,
  absence: returnedIfSet,
};

export const contentType: MemberCard = {
  description: 'Content-Type header of each upload.',
  schema: text(),
  caseless: true,
  absence: returnedIfSet,
  examples: ['application/json'],
};

/** A custom header that is sent with each upload. The value is returned in plain text but often is a credential. */
export const customHeader: Readonly<Record<'customHeaderName' | 'customHeaderValue', MemberCard>> = {
  customHeaderName: {
    description: 'Name of an additional header with each upload; goes with customHeaderValue.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]+$' },
    absence: returnedIfSet,
    examples: ['x-tenant'],
  },
  customHeaderValue: {
    description:
      'Value of the additional header; goes with customHeaderName. Often a credential: prefer a reference.',
    schema: text(),
    absence: returnedIfSet,
    credential: 'whole',
  },
};

/** Mutual TLS. Certificates are never returned; the API only returns whether a client certificate is set. */
export const mutualTls: Readonly<Record<'tlsHostname' | 'caCert' | 'clientCert' | 'clientKey', MemberCard>> =
  {
    tlsHostname: {
      description:
        'Host name that the server certificate is checked against; by default the host of the endpoint.',
      schema: text(),
      absence: returnedIfSet,
      defaultHostOf: 'endpoint',
      examples: ['logs.example.com'],
    },
    caCert: secret('PEM certificate authority that signed the server certificate.'),
    clientCert: secret('PEM client certificate; goes with clientKey.'),
    clientKey: secret('PEM private key (PKCS8, not encrypted); goes with clientCert.'),
  };

/** Returns a regular expression that matches a string in any case. JSON Schema has no flag for that. */
export function anyCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}

/** The flag is a boolean in the v2 OpenAPI, and `mTLS: "Enabled"` in the vendor's Go client. */
const clientCertificate: ClientCertificate = {
  flags: ['mTlsEnabled', 'mTLS'],
  members: ['clientCert', 'clientKey'],
  authority: 'caCert',
};

/** What every type has that posts to a URL, with an optional header of its own. */
export const postsToUrl = {
  family: 'https',
  readOnly: [],
  requiredTogether: [['customHeaderName', 'customHeaderValue']],
  requiredWhen: [],
  address: ['endpoint'],
  audience: { hostIn: 'endpoint' },
} satisfies Partial<DestinationCard>;

/** The same with an optional client certificate, whose use is all that responses show. */
export const postsWithCertificate = {
  ...postsToUrl,
  readOnly: clientCertificate.flags,
  clientCertificate,
  requiredTogether: [...postsToUrl.requiredTogether, clientCertificate.members],
} satisfies Partial<DestinationCard>;

/** What every object storage has. */
export const objectStorage = {
  family: 'object',
  formats: ['STRUCTURED', 'JSON'],
  readOnly: [],
  requiredTogether: [],
  requiredWhen: [],
} satisfies Partial<DestinationCard>;
