// The settings that say what is sensitive, as rules.

import type { Exchange } from '../../domain/traffic/exchange.ts';
import { createRedactor } from '../../domain/traffic/redaction/redactExchange.ts';
import type { RedactionRules } from '../../domain/traffic/redaction/redactionRules.ts';
import { readSetting } from '../settings.ts';

/** The rules as they are set now. */
export function redactionRules(): RedactionRules {
  return {
    headers: readSetting('wirewatch.traffic.sensitiveHeaders'),
    queryNames: readSetting('wirewatch.traffic.sensitiveQueryNames'),
    jsonPaths: readSetting('wirewatch.traffic.sensitiveJsonPaths'),
  };
}

/** How exchanges are redacted for display by the rules as they are set now. */
export function displayRedactor(): (exchange: Exchange) => Exchange {
  const redact = createRedactor(redactionRules());
  return (exchange) => redact(exchange).exchange;
}
