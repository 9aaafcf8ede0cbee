/**
 * How many requests Akamai's Terraform provider sends for a stream, as counted in its source, version 9.2.0
 * (`resource_akamai_datastream.go`: Read, Update, updateStream, waitForStreamStatusChange). It is a model, not a
 * measurement: nothing of Terraform runs here. Pulumi's provider bridges the same code.
 */

/** Minutes between two looks at an activation; fixed in the provider. */
const POLL = 10;

/** Refresh: one GET for each stream of the configuration, changed or not. There is no cache. */
export function requestsToPlan(streams: number): number {
  return streams;
}

/**
 * The refresh, then the update of one stream that stays active: GET, PUT with activation, the wait, GET. The provider
 * always waits.
 * @param minutes how long the activation takes
 */
export function requestsToEditOne(streams: number, minutes: number): number {
  return requestsToPlan(streams) + 3 + requestsToWait(minutes);
}

/** One stream's wait for an activation: a GET at once, then one after every ten minutes until it has ended. */
export function requestsToWait(minutes: number): number {
  return 1 + Math.ceil(minutes / POLL);
}
