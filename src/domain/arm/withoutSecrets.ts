// Resources as they may be shown: some carry keys in addresses, settings and webhook properties, which nobody should see over a shoulder.

/** What stands in a secret's place. */
export const hiddenText = '***';

/** The query of an address, wherever in a text it stands: keys of webhooks, function triggers, logic apps and blobs are there. */
const addressQuery = /(https?:\/\/[^\s?"'<>]+)\?[^\s"'<>]*/gi;

/** A connection string or a shared access signature. */
const keyInText = /(?:SharedAccessKey|AccountKey|SharedAccessSignature|\bsig)\s*=/i;

/** Names whose value is a secret; what only speaks of one, as `passwordExpiry` or `tokenEndpoint`, does not end so. */
const secretName =
  /(?:password|secret|token|connection[-_]?string|(?:api|access|account|function|master|primary|secondary|shared)[-_]?key)s?$/i;

/** Addresses that an action group calls; chat services, and our own receiver of alerts, have their key in the path. */
const calledAddress = 'serviceuri';
const schemeAndHost = /^(https?:\/\/)(?:[^/?#@]*@)?([^/?#@\s]+)/i;

/** Free-form values that an action group or an alert sends to a webhook (Azure Monitor REST, MetricAlerts and ScheduledQueryRules). */
const webhookProperties = 'webhookproperties';

/**
 * The same JSON value with its secrets as `***`: the query of every http address, all but the host of those that an action group
 * calls, texts with a key or signature, values under names of secrets, and all values of webhook properties. True, false and null stay, for they hold none.
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') {
    const text = value.replaceAll(addressQuery, `$1?${hiddenText}`);
    return keyInText.test(text) ? hiddenText : text;
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return mapEntries(value, (name, inner) => {
    if (name.toLowerCase() === webhookProperties) {
      return mapEntries(inner, (_name, each) => hide(each));
    }
    if (name.toLowerCase() === calledAddress && typeof inner === 'string') {
      const [, scheme, host] = schemeAndHost.exec(inner) ?? [];
      return host === undefined ? hiddenText : `${scheme ?? ''}${host}/${hiddenText}`;
    }
    return secretName.test(name) ? hide(inner) : withoutSecrets(inner);
  });
}

function hide(value: unknown): unknown {
  return typeof value === 'boolean' || value === null || value === undefined ? value : hiddenText;
}

function mapEntries(value: unknown, change: (name: string, inner: unknown) => unknown): unknown {
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, change(name, inner)]))
    : value;
}
