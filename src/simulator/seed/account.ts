import type { AccountObjects, SimulatedProperty } from '../state/account-state.ts';

/** The contract of the seeded account. */
export const SEED_CONTRACT = 'C-0N7RAC7';
/** The group with the websites that the example manifests name. */
export const SEED_GROUP = 21484;

const OTHER_CONTRACT = 'K-0N7RAK7';
const MEDIA_GROUP = 21483;

const site = (
  propertyId: number,
  propertyName: string,
  more: Partial<SimulatedProperty> = {},
): SimulatedProperty => ({
  propertyId,
  propertyName,
  productId: 'Dynamic_Site_Accelerator',
  contractId: SEED_CONTRACT,
  groupId: SEED_GROUP,
  hostnames: [`${propertyName}.edgekey.net`],
  active: true,
  integration: 'PM_DEPENDENT',
  ...more,
});

const media = {
  productId: 'Adaptive_Media_Delivery',
  groupId: MEDIA_GROUP,
  contractId: OTHER_CONTRACT,
} as const;

/**
 * The objects of the seeded account. `old.example.com` was never activated. `video` and `live` belong to another
 * product.
 */
export const SEEDED_OBJECTS: AccountObjects = {
  groups: [
    { groupId: SEED_GROUP, groupName: 'Web sites', contractIds: [SEED_CONTRACT], childGroupIds: [21485] },
    { groupId: 21485, groupName: 'Web sites, experiments', contractIds: [SEED_CONTRACT], childGroupIds: [] },
    { groupId: MEDIA_GROUP, groupName: 'Media', contractIds: [OTHER_CONTRACT], childGroupIds: [] },
  ],
  properties: [
    site(349770, 'shop.example.com'),
    site(349772, 'www.example.com'),
    site(349774, 'api.example.com'),
    site(349776, 'static.example.com', { integration: 'DS_MANAGED' }),
    site(349778, 'portal.example.com', { integration: 'DS_MANAGED' }),
    site(349780, 'old.example.com', { active: false }),
    site(349782, 'next.example.com', { active: false, integration: 'DS_MANAGED' }),
    site(389150, 'video.example.com', media),
    site(389178, 'live.example.com', media),
  ],
  zones: ['example.com', 'example.net', 'example.org'].map((zoneName) => ({
    zoneName,
    contractId: SEED_CONTRACT,
  })),
  gtmProperties: ['@.example.com', 'www.example.com', 'api.example.com'].map((propertyName) => ({
    propertyName: propertyName.startsWith('@') ? propertyName : `${propertyName}.akadns.net`,
    contractId: SEED_CONTRACT,
  })),
  appSecConfigs: [
    { id: 12345, name: 'Example security', groupId: SEED_GROUP, contractId: SEED_CONTRACT },
    { id: 12346, name: 'Example API security', groupId: SEED_GROUP, contractId: SEED_CONTRACT },
  ],
  answerXs: [
    { ssid: 1234, name: 'Example resolver', contractId: SEED_CONTRACT },
    { ssid: 1235, name: 'Example guest resolver', contractId: SEED_CONTRACT },
  ],
};
