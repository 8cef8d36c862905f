// Event Hubs connection strings: checked and taken apart without ever showing a key.

/** What is wrong with a connection string. */
export type ConnectionStringProblem = 'noEndpoint' | 'badEndpoint' | 'noCredential' | 'noEntityPath';

/** The parts that are no secret. */
export interface ConnectionStringParts {
  /** Host with optional port. */
  readonly host: string;
  /** Undefined when the string is for a whole namespace. */
  readonly hub: string | undefined;
}

/**
 * Reads `Endpoint=sb://host[:port]/;SharedAccessKeyName=…;SharedAccessKey=…[;EntityPath=hub]`.
 * @returns the parts, or a problem; `noEntityPath` only when `needsHub`
 */
export function parseConnectionString(
  text: string,
  options: { readonly needsHub: boolean },
): { readonly parts: ConnectionStringParts } | { readonly problem: ConnectionStringProblem } {
  const values = new Map<string, string>();
  for (const pair of text.trim().split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      values.set(pair.slice(0, equals).trim().toLowerCase(), pair.slice(equals + 1).trim());
    }
  }
  const endpoint = values.get('endpoint');
  if (endpoint === undefined) {
    return { problem: 'noEndpoint' };
  }
  const match = /^sb:\/\/([^/\s:]+(?::\d{1,5})?)\/?$/i.exec(endpoint);
  if (match?.[1] === undefined) {
    return { problem: 'badEndpoint' };
  }
  const hasKey = values.has('sharedaccesskeyname') && (values.get('sharedaccesskey') ?? '') !== '';
  if (!hasKey && (values.get('sharedaccesssignature') ?? '') === '') {
    return { problem: 'noCredential' };
  }
  const hub = values.get('entitypath');
  if (options.needsHub && (hub === undefined || hub === '')) {
    return { problem: 'noEntityPath' };
  }
  return {
    parts: {
      host: match[1],
      hub: hub === '' ? undefined : hub,
    },
  };
}

/** True for the connection string of the Event Hubs emulator, which speaks AMQP without TLS on port 5672. */
export function isDevelopmentEmulator(text: string): boolean {
  return /(?:^|;)\s*UseDevelopmentEmulator\s*=\s*true\s*(?:;|$)/i.test(text);
}
