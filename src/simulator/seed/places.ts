/** The contract of the seeded account. */
export const SEED_CONTRACT = 'C-0N7RAC7';
/** The group with the websites that the example manifests name. */
export const SEED_GROUP = 21484;

export const MEDIA_CONTRACT = 'K-0N7RAK7';
export const MEDIA_GROUP = 21483;
