import { list, number, object, oneOf, type Static, text } from '../../model/shape.ts';
import { IDENTITY_MANAGEMENT } from './identity-management-settings.ts';
import { DEFAULT_PROPERTY_MANAGER, PROPERTY_MANAGER } from './property-manager-settings.ts';
import { DATASTREAM1_QUIRKS, DEFAULT_DATASTREAM1_QUIRKS, DEFAULT_QUIRKS, QUIRKS } from './quirks.ts';

export const SETTINGS = object({
  /** The duration of an activation or deactivation in either API, milliseconds. */
  transitionTime: number(),
  /** The user name that the API records for changes of the client: `createdBy`, `modifiedBy`. */
  user: text(),
  /** Token bucket: its capacity in requests, and the milliseconds until one request is refilled. */
  rate: object({
    burst: number(),
    refill: number(),
  }),
  limits: object({
    streamsPerProperty: number(),
    propertiesPerStream: number(),
  }),
  quirks: QUIRKS,
  /** The status of a DEACTIVATED stream after an edit that does not activate it. Not established. */
  editedDeactivated: oneOf(['INACTIVE', 'DEACTIVATED']),
  /** Undocumented members that this server accepts and returns unchanged, by parent object. */
  extraMembers: object({
    root: list(text()),
    deliveryConfiguration: list(text()),
    destination: list(text()),
  }),
  /** Hosts and buckets for which the access check fails. */
  unreachable: list(text()),
  /** The requests of visitors, which upload metrics are generated from. Times are milliseconds since 1970. */
  traffic: object({
    /** Requests per minute to one property at the busiest time of the day. */
    requestsPerMinute: number(),
    /** Ids of properties without requests from 22:00 to 06:00 UTC. */
    quietAtNight: list(number()),
    /** Properties without requests in a period, for example because their traffic moved elsewhere. */
    stopped: list(
      object({
        propertyId: number(),
        from: number(),
        /** Absent: it does not end. */
        'to?': number(),
      }),
    ),
  }),
  /** Periods in which a destination refuses uploads or is slow. */
  destinationFaults: list(
    object({
      /** Absent: all streams. */
      'streamId?': number(),
      /** Absent: all types of destinations. */
      'destinationType?': text(),
      /** Milliseconds since 1970. */
      from: number(),
      /** Absent: it does not end. */
      'to?': number(),
      /** The code of the failed attempts, such as `401`. Absent: uploads succeed, but take seconds. */
      'errorCode?': text(),
      /** The share of uploads that are affected, 0 to 1. Absent: all of them. */
      'share?': number(),
    }),
  ),
  propertyManager: PROPERTY_MANAGER,
  /** The grants of the API client. Absent: all services, READ-WRITE. */
  'identityManagement?': IDENTITY_MANAGEMENT,
  /** The same settings for DataStream 1. Its documents mention no access check. */
  datastream1: object({
    limits: object({
      streamsPerProperty: number(),
      propertiesPerStream: number(),
    }),
    quirks: DATASTREAM1_QUIRKS,
    extraMembers: object({
      root: list(text()),
      connector: list(text()),
    }),
  }),
});
/** The settings of a simulated account. They are part of the simulator state and are saved with it. */
export type Settings = Static<typeof SETTINGS>;

/** The settings of a new account. The comment on each value gives its evidence. */
export const DEFAULT_SETTINGS: Settings = {
  // Short, so that a trial is quick. At the vendor, a transition takes 60 to 90 minutes.
  transitionTime: 10_000,
  user: 'api-client',
  // 20 requests per minute for each client, refilled gradually (rate-limiting page).
  rate: { burst: 20, refill: 3_000 },
  // Documented: three streams. For properties, the documents say both 100 and 1000. 100 is the stricter
  // limit.
  limits: { streamsPerProperty: 3, propertiesPerStream: 100 },
  quirks: DEFAULT_QUIRKS,
  // Not established. INACTIVE means saved and never activated, which is true of the new version.
  editedDeactivated: 'INACTIVE',
  // An example of a member that the vendor adds later. Latency profiles exist, but the name of their member is
  // unknown.
  extraMembers: { root: ['latencyProfile'], deliveryConfiguration: [], destination: [] },
  unreachable: [],
  traffic: {
    requestsPerMinute: 240,
    // `static.example.com` of the seeded account.
    quietAtNight: [349_776],
    stopped: [],
  },
  destinationFaults: [],
  propertyManager: DEFAULT_PROPERTY_MANAGER,
  datastream1: {
    // Both limits are documented.
    limits: { streamsPerProperty: 15, propertiesPerStream: 15 },
    quirks: DEFAULT_DATASTREAM1_QUIRKS,
    extraMembers: { root: [], connector: [] },
  },
};
