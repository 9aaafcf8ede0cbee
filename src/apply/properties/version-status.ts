import type { Network, PropertyVersion } from '../../model/property-logging.ts';

/** The status on one network of a version that is active, or will be. */
type InUse = 'ACTIVE' | 'PENDING';

/** Returns the status of a version that is active on a network, or will be: `PENDING_STAGING`. */
export function networkStatus<S extends InUse, N extends Network>(status: S, network: N): `${S}_${N}` {
  return `${status}_${network}`;
}

/** Returns one status for both networks, as plan items have it. A version that is not active is INACTIVE. */
export function versionStatus({
  stagingStatus,
  productionStatus,
}: Pick<PropertyVersion, 'stagingStatus' | 'productionStatus'>): string {
  if (isInUse(productionStatus)) return networkStatus(productionStatus, 'PRODUCTION');
  return isInUse(stagingStatus) ? networkStatus(stagingStatus, 'STAGING') : 'INACTIVE';
}

function isInUse(status: string): status is InUse {
  return status === 'ACTIVE' || status === 'PENDING';
}
