import { type Forge, ForgeError } from '../workflow/forge/forge.ts';

/** The operations of the forge port. */
export type GitHub = Omit<Forge, 'words' | 'limits'>;

/** Why a GitHub operation failed: one complete sentence with a fix. */
export class GitHubError extends ForgeError {}
