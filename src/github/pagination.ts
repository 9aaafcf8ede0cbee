/** One page, as octokit answers. */
interface Page<T> {
  readonly data: readonly T[];
  readonly headers: { readonly link?: string | undefined };
}

/** GitHub's most. */
export const PAGE_SIZE = 100;

/**
 * All pages of a list, or as many as hold so many things. octokit's own `paginate` takes a 409 on any page for the end of the list and
 * asks whatever address an answer names; pages are counted here instead, as long as GitHub names a further one.
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
