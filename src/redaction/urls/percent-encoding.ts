/**
 * Decodes percent-encoding wherever it is valid, so that one invalid escape does not prevent decoding the others:
 * `%74oken%` becomes `token%`. Bytes that are not valid UTF-8 are read as Latin-1.
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
