// Base64 (RFC 4648, section 4) for bodies that are written into texts.

/** Bytes that are turned into characters at once; more arguments would not fit on the stack of some engines. */
const chunkBytes = 8190;

/** Encodes with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    // The chunk's length is divisible by three, so that its own padding comes only at the end.
    // A spread would walk the bytes one by one, which takes eight times as long.
    text += btoa(Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + chunkBytes)) as string);
  }
  return text;
}
