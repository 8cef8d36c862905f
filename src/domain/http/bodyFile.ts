// What a body would be called as a file, so that an editor takes it for what it is.

/** Endings of the media types that editors know (IANA registry); everything else is told by its structure suffix or is binary. */
const endings = {
  'application/json': 'json',
  'application/problem+json': 'json',
  'application/xml': 'xml',
  'application/javascript': 'js',
  'application/x-www-form-urlencoded': 'txt',
  'application/x-yaml': 'yaml',
  'application/yaml': 'yaml',
  'application/pdf': 'pdf',
  'application/graphql': 'graphql',
  'application/zip': 'zip',
  'application/gzip': 'gz',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/svg+xml': 'svg',
  'image/x-icon': 'ico',
  'image/bmp': 'bmp',
  'text/html': 'html',
  'text/css': 'css',
  'text/csv': 'csv',
  'text/javascript': 'js',
  'text/markdown': 'md',
  'text/xml': 'xml',
  'text/yaml': 'yaml',
} as const satisfies Readonly<Record<string, string>>;

/**
 * Ending of a file that holds the body, without the dot.
 * @param mediaType in lower case, without parameters; empty when not given
 * @param beginning the first bytes of the body, asked when the type says nothing
 */
export function bodyEnding(mediaType: string, beginning: Uint8Array): string {
  if (Object.hasOwn(endings, mediaType)) {
    return endings[mediaType as keyof typeof endings];
  }
  if (mediaType.endsWith('+json')) {
    return 'json';
  }
  if (mediaType.endsWith('+xml')) {
    return 'xml';
  }
  if (mediaType.startsWith('text/')) {
    return 'txt';
  }
  return mediaType === '' || mediaType === 'application/octet-stream' ? endingOfBytes(beginning) : 'bin';
}

/** By the first character for text, `bin` for what holds control characters. */
function endingOfBytes(beginning: Uint8Array): string {
  const bytes = beginning.subarray(0, 512);
  if (bytes.some((byte) => byte < 32 && byte !== 9 && byte !== 10 && byte !== 13)) {
    return 'bin';
  }
  const first = bytes.find((byte) => byte > 32);
  if (first === 0x7b || first === 0x5b) {
    return 'json';
  }
  return first === 0x3c ? 'xml' : 'txt';
}
