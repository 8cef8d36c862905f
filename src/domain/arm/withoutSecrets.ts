// Resources as they may be shown: some carry addresses with a key in the query, which nobody should see over a shoulder.

/**
 * The same JSON value, with the query cut off every address that carries a key: webhooks and function triggers of action groups,
 * callback addresses of logic apps (Azure Monitor REST, ActionGroups).
 */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === 'string') {
    return /^https?:\/\/[^?]+\?.*(?:code|sig|token|key)=/i.test(value)
      ? `${value.slice(0, value.indexOf('?'))}?***`
      : value;
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withoutSecrets(inner)]));
  }
  return value;
}
