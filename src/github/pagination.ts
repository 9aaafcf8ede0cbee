/** One page, as octokit returns it. */
interface Page<T> {
  readonly data: readonly T[];
  readonly headers: { readonly link?: string | undefined };
}

/** GitHub's maximum page size. */
export const PAGE_SIZE = 100;

/**
 * Returns all pages of a list, or as many as hold the requested number of items. octokit's own `paginate` treats a 409
 * on any page as the end of the list, and requests any address that a response names. This function counts pages
 * instead, for as long as GitHub names a next one.
 */
export async function allPages<T>(
  ask: (page: { readonly page: number; readonly per_page: number }) => Promise<Page<T>>,
  most = Number.POSITIVE_INFINITY,
): Promise<readonly T[]> {
  const found: T[] = [];
  const per_page = Math.min(PAGE_SIZE, most);
  for (let page = 1; ; page += 1) {
    const { data, headers } = await ask({ page, per_page });
    found.push(...data);
    if (found.length >= most) return found.slice(0, most);
    if (!headers.link?.includes('rel="next"')) return found;
  }
}
