// Where a capture file lies in blob storage, read from the address the service returned.

/** A blob address taken apart. Works for `account.blob.<suffix>` and for path-style endpoints (Azure Stack, Azurite). */
export interface BlobLocation {
  /** Endpoint of the account, no trailing slash. */
  readonly endpoint: string;
  readonly container: string;
  readonly blobName: string;
}

/**
 * Splits a blob URL.
 * @param endpoint the account's blob endpoint from ARM (`primaryEndpoints.blob`), which tells where a path-style address begins
 * @returns undefined when the URL has no container and blob, or does not belong to the endpoint
 */
export function parseBlobLocation(url: string, endpoint?: string): BlobLocation | undefined {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) {
    return undefined;
  }
  const base = endpoint === undefined ? parsed.origin : endpoint.replace(/\/+$/, '');
  const whole = parsed.origin + parsed.pathname;
  if (!whole.toLowerCase().startsWith(`${base.toLowerCase()}/`)) {
    return undefined;
  }
  const [container, ...rest] = whole.slice(base.length + 1).split('/');
  const blobName = decodePath(rest.join('/'));
  return container === undefined || container === '' || blobName === ''
    ? undefined
    : { endpoint: base, container, blobName };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    // Not percent-encoded in earnest: the service's own text is the name.
    return path;
  }
}
