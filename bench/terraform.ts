/**
 * Models how many requests Akamai's Terraform provider sends for a stream, as counted in its source, version 9.2.0
 * (`resource_akamai_datastream.go`: Read, Update, updateStream, waitForStreamStatusChange). It is a model, not a
 * measurement: Terraform does not run here. Pulumi's provider bridges the same code.
 */

/** Minutes between two polls of an activation; fixed in the provider. */
const POLL = 10;

/** Counts a refresh: one GET for each stream of the configuration, changed or not. There is no cache. */
export function requestsToPlan(streams: number): number {
  return streams;
}

/**
 * Counts the refresh and the update of one stream that stays active: GET, PUT with activation, the wait, GET. The
 * provider always waits.
 * @param minutes duration of the activation
 */
export function requestsToEditOne(streams: number, minutes: number): number {
  return requestsToPlan(streams) + 3 + requestsToWait(minutes);
}

/**
 * Counts one stream's wait for an activation: one GET immediately, then one every ten minutes until it has ended.
 * @param minutes duration of the activation
 */
export function requestsToWait(minutes: number): number {
  return 1 + Math.ceil(minutes / POLL);
}
