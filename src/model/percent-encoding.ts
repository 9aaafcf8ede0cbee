/**
 * Undoes percent-encoding wherever it is valid, so that one broken escape does not hide the others: `%74oken%` is
 * `token%`. Bytes that are no UTF-8 are read as Latin-1.
 */
export function decodedText(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes.replaceAll(/%(..)/g, (_, byte: string) =>
        String.fromCharCode(Number.parseInt(byte, 16)),
      );
    }
  });
}
