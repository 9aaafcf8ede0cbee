import { cdn } from '../../collections/cdn.ts';
import { datastream1 } from '../../collections/datastream1.ts';
import { destinationCard, destinationSet } from '../../destinations/registry.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { isReference, referenceText } from '../../model/secret.ts';
import { credentialOf } from '../../redaction/credentials.ts';
import { shownText } from '../../redaction/seal.ts';
import { migratePath, migrateRegion } from './s3.ts';

/** A secret that the original does not have in this form. The new manifest refers to it by a new variable. */
export interface NewSecret {
  /** The member of the destination that contains it. */
  readonly member: string;
  /** The environment variable. */
  readonly variable: string;
  /** The required content of the variable, as the end of a sentence. */
  readonly holds: string;
}

/**
 * A connector as a destination of DataStream 2, or why it cannot be converted (whole sentences that include the fix).
 */
export type MigratedConnector =
  | {
      readonly tag: 'destination';
      readonly destination: JsonObject;
      readonly newSecrets: readonly NewSecret[];
      /** Notes for the user, as sentences without a full stop. */
      readonly notes: readonly string[];
    }
  | { readonly tag: 'refused'; readonly reason: string };

/** The context of a connector's conversion. */
export interface ConnectorContext {
  /** Returns an environment variable for a member of the new destination. */
  readonly suggest: (member: string) => string;
  /** Whether the connector was read from the account; possible secrets in it are redacted. */
  readonly live: boolean;
}

/** The converted members of a connector, except type and name. */
interface Members {
  readonly members: { readonly [member: string]: Json | undefined };
  readonly newSecrets?: readonly NewSecret[];
  readonly notes?: readonly string[];
}

type Mapping = (connector: JsonObject, context: ConnectorContext) => Members | string;

const FROM = destinationSet(datastream1);
const TO = destinationSet(cdn);

/** The conversion of each connector type. A string is the reason why the type cannot be converted. */
const MAPPINGS: Readonly<Record<string, Mapping>> = {
  S3: s3,
  DATADOG: datadog,
  SPLUNK: splunk,
  SUMO_LOGIC: sumoLogic,
  HTTPS: https,
};

/** Converts a connector of DataStream 1 to a destination of DataStream 2. References to secrets are unchanged. */
export function migrateConnector(connector: JsonObject, context: ConnectorContext): MigratedConnector {
  const type = textOf(connector[FROM.typeMember]);
  const mapping = Object.hasOwn(MAPPINGS, type) ? MAPPINGS[type] : undefined;
  const made = mapping?.(connector, context) ?? unknownType(type);
  if (typeof made === 'string') return { tag: 'refused', reason: made };
  return {
    tag: 'destination',
    destination: {
      [TO.typeMember]: type,
      [TO.nameMember]: connector[FROM.nameMember] ?? type,
      ...present(made.members),
    },
    newSecrets: made.newSecrets ?? [],
    notes: [...(made.notes ?? []), ...extraNotes(connector)],
  };
}

function unknownType(type: string): string {
  const known = FROM.cards.map((card) => card.type).join(', ');
  return `This product knows no destination of DataStream 2 for a ${type} connector (it knows ${known}). Write that stream manually.`;
}

function extraNotes({ extra }: JsonObject): readonly string[] {
  if (!isObject(extra)) return [];
  return [`extra: ${Object.keys(extra).join(', ')} omitted, because DataStream 2 has other members`];
}

function s3({ bucket, region, path, accessKey, secretAccessKey }: JsonObject): Members {
  const place = migrateRegion(textOf(region));
  const folder = migratePath(textOf(path));
  return {
    members: { bucket, region: place.region, path: folder.path, accessKey, secretAccessKey },
    notes: [
      ...place.notes,
      ...folder.notes,
      'file names differ: they begin with ak and end with ds; uploadFilePrefix and uploadFileSuffix in deliveryConfiguration change that',
    ],
  };
}

function datadog(connector: JsonObject, context: ConnectorContext): Members {
  const { authToken, service } = connector;
  const { endpoint, ...others } = endpointOf(connector, context);
  return { members: { endpoint, authToken, service }, ...others };
}

function https(connector: JsonObject, context: ConnectorContext): Members {
  const { endpoint, ...others } = endpointOf(connector, context);
  return { members: { endpoint, authenticationType: 'NONE' }, ...others };
}

const RAW_COLLECTOR = 'collector/raw';
/** Paths at which the same HTTP Event Collector accepts other formats. */
const OTHER_COLLECTOR = /\/services\/collector(\/event|\/raw)?(\/1\.0)?\/?$/;

function splunk(connector: JsonObject, context: ConnectorContext): Members | string {
  const { authToken } = connector;
  const { endpoint, notes = [], ...others } = endpointOf(connector, context);
  const members = (to: Json) => ({ endpoint: to, eventCollectorToken: authToken });
  if (typeof endpoint !== 'string') {
    const note = `endpoint: the value of its reference has to end with ${RAW_COLLECTOR}`;
    return { members: members(endpoint), ...others, notes: [...notes, note] };
  }
  const raw = rawCollector(endpoint);
  if (raw === undefined) {
    return `DataStream 2 sends to a Splunk HTTP Event Collector whose URL ends with ${RAW_COLLECTOR}, and ${JSON.stringify(endpoint)} does not. Correct it in the original, or write that stream manually.`;
  }
  const note = `endpoint: ${endpoint} became ${raw}, the only path of a collector that DataStream 2 sends to`;
  return { members: members(raw), ...others, notes: raw === endpoint ? notes : [...notes, note] };
}

/** The same collector's URL for raw events; `undefined` if the URL is not known to be a collector's. */
function rawCollector(url: string): string | undefined {
  const raw = url.replace(OTHER_COLLECTOR, `/services/${RAW_COLLECTOR}`);
  return raw.endsWith(RAW_COLLECTOR) ? raw : undefined;
}

/** `https://<SumoEndpoint>/receiver/v1/http/<code>`, as provided by Sumo Logic. */
const COLLECTOR_URL = /^(https:\/\/[^/?#@\\\s]+\/receiver\/v1\/http)\/[^/?#\s]+\/?$/;

function sumoLogic({ url }: JsonObject, { suggest, live }: ConnectorContext): Members | string {
  const collectorCode = suggest('collectorCode');
  const code = { member: 'collectorCode', variable: collectorCode };
  if (isReference(url)) {
    const endpoint = suggest('endpoint');
    const held = live ? 'of the live connector' : `that ${referenceText(url)} holds`;
    return {
      members: { endpoint: { env: endpoint }, collectorCode: { env: collectorCode } },
      newSecrets: [
        {
          member: 'endpoint',
          variable: endpoint,
          holds: `the part of the URL ${held} before its last slash`,
        },
        { ...code, holds: `the part of the URL ${held} after its last slash` },
      ],
      notes: [
        'endpoint: DataStream 1 has the collector code inside the URL, DataStream 2 wants both apart; the URL without the code is no secret and may be written instead of the reference',
      ],
    };
  }
  const [, endpoint] = COLLECTOR_URL.exec(textOf(url)) ?? [];
  if (endpoint === undefined) {
    return 'Its URL is not of the form https://<host>/receiver/v1/http/<code>, so it is not clear which part is the collector code that DataStream 2 wants apart. Correct it in the original, or write that stream manually.';
  }
  return {
    members: { endpoint, collectorCode: { env: collectorCode } },
    newSecrets: [{ ...code, holds: "the last part of the URL's path in the original" }],
  };
}

/**
 * The URL as an endpoint. A literal URL with parts that outputs redact becomes a reference. Otherwise the
 * endpoint's path would be in plain text in every plan of a DataStream 2 stream, and its query in one more file.
 */
function endpointOf(
  connector: JsonObject,
  { suggest }: ConnectorContext,
): {
  readonly endpoint: Json;
  readonly newSecrets?: readonly NewSecret[];
  readonly notes?: readonly string[];
} {
  const { url = '' } = connector;
  const card = destinationCard(FROM, textOf(connector[FROM.typeMember]));
  const credential = credentialOf(card, 'url');
  if (credential === undefined || isReference(url) || shownText(credential, url) === undefined) {
    return { endpoint: url };
  }
  const variable = suggest('endpoint');
  return {
    endpoint: { env: variable },
    newSecrets: [{ member: 'endpoint', variable, holds: 'the URL of the original' }],
    notes: [
      'endpoint: the URL of the original has a path, query or user name that may be a token, so it is not repeated here; where it is none, write the URL instead of the reference',
    ],
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}

function present(members: Members['members']): JsonObject {
  const given = Object.entries(members).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  return Object.fromEntries(given);
}
