import type { Absence, Credential, MemberCard, UrlCredential } from '../model/card.ts';

/** Members that several destination types share, so that each is described once. */

const text = (maxLength?: number) => ({ type: 'string', minLength: 1, ...(maxLength ? { maxLength } : {}) });

/** Secrets are not part of any response. */
const neverReturned: Absence = { means: 'unknown', source: 'DataStream 2 v2 OpenAPI, saved destinations' };

/** Every saved form of the v2 OpenAPI requires it, and so does every sample of DataStream 1. */
export const alwaysReturned: Absence = {
  means: 'unreadable',
  source: 'DataStream 2 v2 OpenAPI, required members of saved destinations; DataStream 1 samples',
};

/** Optional in the saved forms: a response without it means that it is not set, or that the default applies. */
const returnedIfSet: Absence = {
  means: 'default',
  source: 'DataStream 2 v2 OpenAPI, optional members of saved destinations',
};

/** Documents disagree on whether responses have it, or none says so. */
export function maybeReturned(source: string): Absence {
  return { means: 'unknown', source };
}

/** A member that the API takes on every create and edit and never returns. */
export function secret(description: string): MemberCard {
  return {
    description: `${description} Write-only: give a reference.`,
    schema: text(),
    writeOnly: true,
    absence: neverReturned,
  };
}

/** A secret without which the vendor refuses the stream. */
export function requiredSecret(description: string): MemberCard {
  return { ...secret(description), required: true };
}

/** A required text, such as a bucket's name. */
export function requiredText(description: string, ...examples: readonly string[]): MemberCard {
  return { description, schema: text(), required: true, absence: alwaysReturned, examples };
}

/** An optional text. */
export function optionalText(description: string, ...examples: readonly string[]): MemberCard {
  return { description, schema: text(), absence: returnedIfSet, examples };
}

/** What every destination type has beside `destinationType` and its own members. Shown in Control Center. */
export const displayName: MemberCard = {
  description: 'Name of the destination for people, as Control Center shows it; at most 255 characters.',
  schema: text(255),
  required: true,
  absence: alwaysReturned,
  cosmetic: true,
  examples: ['Log platform'],
};

/** Folder in an object store. The vendor keeps it as written, with or without a slash at its start. */
export function objectPath(description: string): MemberCard {
  return optionalText(
    `${description} May hold time variables such as {%Y}, {%m} and {%d}.`,
    // https://techdocs.akamai.com/datastream2/v3/docs/dynamic-time-variables
    'akamai/{%Y}/{%m}/{%d}',
  );
}

/**
 * Where HTTPS-type destinations receive logs. Outputs mask the parts of it that act as a credential. The pattern
 * is what the vendor documents for the type, and no more.
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

/** Datadog's older intakes take the API key as the last part of the path. */
export const datadogUrl: UrlCredential = {
  path: { after: '/+(?:api/+)?v[12]/+(?:input|logs)/+' },
  members: ['authToken'],
};

/** gzip, where the user may choose. */
export function compressLogs(byDefault: boolean): MemberCard {
  return {
    description: `Send logs gzip-compressed. Left out: ${byDefault}.`,
    schema: { type: 'boolean' },
    absence: maybeReturned(
      'the v2 OpenAPI requires it of saved destinations except S3_COMPATIBLE, v3 documents no response',
    ),
    default: byDefault,
    sendsDefault: 'repeated',
  };
}

/** gzip, where the vendor always does it. Told by the API, not settable. */
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

/** A header of the user's own with each upload. The value is returned in clear but often is a credential. */
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

/** Mutual TLS. Certificates are never returned: the API only tells whether a client certificate is set. */
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

/** A regular expression for a text in any case. JSON Schema has no flag for that. */
export function anyCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) => `[${letter.toUpperCase()}${letter.toLowerCase()}]`);
}
