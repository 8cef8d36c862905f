// Addresses, ports and names as a person types them: each is read whole or not at all, and nothing is guessed.

/**
 * An IPv4 address in its usual form, four decimal numbers without leading zeros (RFC 6943, section 3.1.1, strict).
 * @returns undefined when the text is none
 */
export function parseIpv4(text: string): string | undefined {
  const parts = text.trim().split('.');
  const isRead = parts.length === 4 && parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
  return isRead ? parts.join('.') : undefined;
}

/** A port from 0 to 65535. @returns undefined when the text is none */
export function parsePort(text: string): number | undefined {
  const digits = text.trim();
  return /^(?:0|[1-9]\d{0,4})$/.test(digits) && Number(digits) <= 65_535 ? Number(digits) : undefined;
}

/** Longest host name (RFC 1035, section 2.3.4). */
const maxHostNameLength = 253;

/** A host name: labels of letters, digits, hyphens and underscores, at least one of them no number (RFC 1123, section 2.1). */
export function parseHostName(text: string): string | undefined {
  const name = text.trim().replace(/\.$/, '');
  const labels = name.split('.');
  const isName =
    name.length <= maxHostNameLength &&
    labels.every((label) => /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i.test(label)) &&
    !/^\d+$/.test(labels.at(-1) ?? '');
  return isName ? name : undefined;
}
