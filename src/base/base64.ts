// Base64 (RFC 4648, sections 4 and 5) without the platform: for rooms that know neither Node nor a browser.

/**
 * Decodes base64 or base64url; line ends and a missing padding are accepted, and a text that was cut gives its whole bytes.
 * @returns undefined when another character stands in the text
 */
export function decodeBase64(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let held = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    const value = sextetOf(code);
    if (value >= 0) {
      bits = ((bits << 6) | value) & 0xff_ff_ff;
      held += 6;
      if (held >= 8) {
        held -= 8;
        bytes[length++] = (bits >> held) & 0xff;
      }
    } else if (!isIgnored(code)) {
      return undefined;
    }
  }
  return bytes.subarray(0, length);
}

const EQUALS = 61;

function isIgnored(code: number): boolean {
  return code === EQUALS || code === 10 || code === 13;
}

/** The six bits that a character stands for, or -1. */
function sextetOf(code: number): number {
  if (code >= 65 && code <= 90) {
    return code - 65;
  }
  if (code >= 97 && code <= 122) {
    return code - 71;
  }
  if (code >= 48 && code <= 57) {
    return code + 4;
  }
  // + and - stand for 62, / and _ for 63.
  return code === 43 || code === 45 ? 62 : code === 47 || code === 95 ? 63 : -1;
}
