import { decodedText } from './percent-encoding.ts';

/**
 * Parts that mark a name as secret wherever they occur: `authToken`, `X-Amz-Signature`, `dd-api-key`, `clientsecret`.
 */
const SECRET_PART =
  /token(?!iz)|secret|passw|passphrase|passcode|credential|signature|api_?key|access_?key|private|bearer|auth(?!or(?!i))/;

/** Words that mark a name as secret only as a whole word: `code` does, `encode` and `postcode` do not. */
const SECRET_WORD =
  /^(?:key|sig|sign|code|pass|pwd|psw|pw|pin|otp|psk|tok|tkn|cred|creds|jwt|sas|saml|hmac|session|sessionid|sid|login|user|username|userid)s?$/;

/**
 * Compounds in lower case that end with `key`: `saskey`, `licensekey`. English words such as `monkey` are excluded.
 */
const ENDS_WITH_KEY = /[a-z]key$/;
const ENGLISH_KEY = /(?:mon|tur|don|whis|joc|hoc|hot|lac)key$/;

/** Names that contain such a word but are not secret: `statusCode`, `user_agent`. */
const HARMLESS =
  /(?:^|_)(?:(?:status|country|language|lang|currency|region|error|response|postal|zip)_code|(?:partition|sort|primary|foreign|cache)_key|user_agent)(?=_|$)/g;

/** Returns true if the name of a parameter indicates a credential, in any case, spelling and encoding. */
export function isSecretName(name: string): boolean {
  // URLs ignore tabs and line breaks.
  const text = decodedText(name)
    .normalize('NFKC')
    .replaceAll(/[\t\n\r]/g, '');
  const split = wordsIn(
    text.replaceAll(/([a-z\d])([A-Z])/g, '$1_$2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2'),
  );
  if (/^k$/i.test(text)) return true;
  // An upper-case letter does not always start a word: `ToKeN`.
  return [split, wordsIn(text)].some(saysSecret) || withoutHarmless(split).some(isKey);
}

function saysSecret(words: readonly string[]): boolean {
  return SECRET_PART.test(words.join('_')) || withoutHarmless(words).some((word) => SECRET_WORD.test(word));
}

function isKey(word: string): boolean {
  return ENDS_WITH_KEY.test(word) && !ENGLISH_KEY.test(word);
}

function withoutHarmless(words: readonly string[]): readonly string[] {
  return words.join('_').replaceAll(HARMLESS, '').split('_');
}

/** Returns the words of a name in lower case, without numbers: `X-Amz-Signature`, `key2`. */
function wordsIn(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}
