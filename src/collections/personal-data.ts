/**
 * Why data set fields of HTTP requests are, or may contain, personal data, by the name of the field. Both generations of
 * the API use these names.
 */
export const PERSONAL_DATA: Readonly<Partial<Record<string, string>>> = {
  'Client IP': 'identifies the connection of a user',
  Cookie: 'may contain session and user ids',
  'X-Forwarded-For': 'contains the IP addresses of users behind proxies',
  'Query string': 'may contain user ids, e-mail addresses and tokens',
  'Request path': 'may contain user ids and names',
  'Custom field': 'contains what the property puts into it, such as a header with a user id',
  'User-Agent': 'contributes to the recognition of a device',
  Referer: 'may contain the query string of the page that a user came from',
  City: 'contains the approximate location of a user',
  'Area code': 'contains the approximate location of a user',
  'Zip code': 'contains the approximate location of a user',
  Latitude: 'contains the approximate location of a user',
  Longitude: 'contains the approximate location of a user',
  CMCD: 'contains the id of a playback session, and may contain what a user watches',
};

/**
 * Why every field of a log of DNS queries may contain personal data. The ids of the fields that do are not known here:
 * the API returns the list of fields for an account.
 */
export const DNS_PERSONAL_DATA =
  'may contain the address of the client or its resolver, the subscriber, or the queried name; it is not known which fields do';

/** Why every field of an EdgeWorkers log may contain personal data. */
export const EDGEWORKERS_PERSONAL_DATA =
  'may contain log messages, with whatever the code of an EdgeWorker writes into them; it is not known which fields do';

/**
 * Why every field of DataStream 1 without a card may contain personal data: RAW records have the headers of requests and
 * responses, and no document has the ids of these fields. Source: DataStream Pull API v1, raw logs, `reqHdr` and `respHdr`.
 */
export const DATASTREAM1_PERSONAL_DATA =
  'may be a header such as Cookie, Authorization, Referer or X-Forwarded-For; it is not known which fields';
