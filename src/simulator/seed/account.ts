import type { AccountObjects } from '../state/account-state.ts';
import { MEDIA_CONTRACT, MEDIA_GROUP, SEED_CONTRACT, SEED_GROUP } from './places.ts';
import { SEEDED_INCLUDES, SEEDED_PROPERTIES } from './properties.ts';

/** The objects of the seeded account. */
export const SEEDED_OBJECTS: AccountObjects = {
  groups: [
    { groupId: SEED_GROUP, groupName: 'Web sites', contractIds: [SEED_CONTRACT], childGroupIds: [21485] },
    { groupId: 21485, groupName: 'Web sites, experiments', contractIds: [SEED_CONTRACT], childGroupIds: [] },
    { groupId: MEDIA_GROUP, groupName: 'Media', contractIds: [MEDIA_CONTRACT], childGroupIds: [] },
  ],
  properties: SEEDED_PROPERTIES,
  includes: SEEDED_INCLUDES,
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
