/** A page of the reference that explains codes. Its headings are the codes. */
export type ExplanationPage = 'findings' | 'plan-messages' | 'errors';

/**
 * Returns the address of the explanation of a code.
 * @param reference the address of the folder of the reference
 */
export function explanationAddress(reference: string, page: ExplanationPage, code: string): string {
  // A saved plan may contain any text as a code, and the address is written into comments.
  return `${reference}/${page}.md#${code.replace(/[^a-z\d-]/gi, '')}`;
}
