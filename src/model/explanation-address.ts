/** A page of the reference that explains codes. Its headings are the codes. */
export type ExplanationPage = 'findings' | 'plan-messages' | 'errors';

/**
 * Returns the address of the explanation of a code.
 * @param reference the address of the folder of the reference
 */
export function explanationAddress(reference: string, page: ExplanationPage, code: string): string {
  return `${reference}/${page}.md#${code}`;
}
