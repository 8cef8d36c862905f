// What arrived in clear: which secrets the gateway logged, how often, and the line of its policy that would stop each at the source.

import type { Exchange } from '../exchange.ts';
import type { LoggedHalf } from '../loggedMessage.ts';
import type { RedactedKind } from './edits.ts';
import { findSecrets } from './findSecrets.ts';
import { compileRules } from './redactionRules.ts';
import type { RedactedPlace } from './redactExchange.ts';
import type { RedactionRules } from './redactionRules.ts';

/** One kind of secret that was readable in the hub. */
export interface ClearTextFinding {
  readonly side: 'request' | 'response';
  readonly kind: Extract<RedactedKind, 'header' | 'query' | 'json' | 'form' | 'xml'>;
  /** Header or field name, or JSON path; never a value. */
  readonly name: string;
  /** Exchanges in which it was seen. */
  readonly exchanges: number;
  /** Number of the first of them. */
  readonly exampleNumber: number;
}

/** Different places that are told; keys that change with every message would make the list endless. */
const maxFindings = 1000;
/** Names that may stand in a policy: anything else could end the text that it stands in. */
const plainName = /^[\w.\- ]{1,100}$/;

/** Looks for secrets in exchanges, most frequent first. What is redacted already is not found. */
export function clearTextFindings(exchanges: Iterable<Exchange>, rules: RedactionRules): ClearTextFinding[] {
  const compiled = compileRules(rules);
  const found = new Map<string, ClearTextFinding>();
  for (const exchange of exchanges) {
    const seen = new Set<string>();
    for (const half of halvesOf(exchange)) {
      for (const { kind, name } of findSecrets(half.bytes, half.http, compiled)) {
        const key = `${half.kind} ${kind} ${name.toLowerCase()}`;
        const known = found.get(key);
        if (
          seen.has(key) ||
          (known === undefined && found.size >= maxFindings) ||
          kind === 'metadata' ||
          kind === 'event'
        ) {
          continue;
        }
        seen.add(key);
        found.set(
          key,
          known === undefined
            ? { side: half.kind, kind, name, exchanges: 1, exampleNumber: exchange.number }
            : { ...known, exchanges: known.exchanges + 1 },
        );
      }
    }
  }
  return [...found.values()].toSorted((a, b) => b.exchanges - a.exchanges);
}

/**
 * The lines for the `log-to-eventhub` policy of API Management which keep the secret out of the hub: a policy expression in C#,
 * written for the variables `headers` and `body` of the documented policy. Never holds a value.
 */
export function policyHint(finding: ClearTextFinding): string {
  const place = finding.side === 'request' ? 'context.Request' : 'context.Response';
  const inAddress = finding.kind === 'header' ? /^([^?]*)\?/.exec(finding.name)?.[1] : undefined;
  const name = inAddress ?? lastName(finding);
  if (name === undefined || !plainName.test(name)) {
    return `// ${place}: log this part only after its secrets are removed; its name holds characters that do not belong in a policy.`;
  }
  switch (finding.kind) {
    case 'header':
      return `var headers = ${place}.Headers\n    .Where(h => !h.Key.Equals("${name}", StringComparison.OrdinalIgnoreCase))`;
    case 'query':
      return name === 'userinfo'
        ? `// ${place}: log only ${place}.Url.Path; the address holds a password.`
        : [
            'var query = System.Text.RegularExpressions.Regex.Replace(',
            `    context.Request.Url.QueryString, @"(?i:([?&]${dotted(name)}=)[^&]*)", "$1[redacted]");`,
          ].join('\n');
    case 'form':
      return bodyHint(`@"(?i:((?:^|&)${dotted(name)}=)[^&]*)"`, '"$1[redacted]"');
    case 'xml':
      return bodyHint(`@"(?i:(<(?:[\\w.-]+:)?${dotted(name)}(?:\\s[^>]*)?>)[^<]*)"`, '"$1[redacted]"');
    case 'json':
      return bodyHint(
        `@"(?i:(""${dotted(name)}""\\s*:\\s*)(?:""(?:[^""\\\\]|\\\\.)*""?|[^,{}[\\]\\s""]+))"`,
        '@"$1""[redacted]"""',
      );
  }
}

/** The findings as Markdown for people: a table, then the policy lines. Names are shown as code, values never. */
export function clearTextReport(findings: readonly ClearTextFinding[]): string {
  if (findings.length === 0) {
    return '# Secrets in clear text\n\nNone of the configured headers, query fields and JSON paths was found in clear.\n';
  }
  const rows = findings.map(
    ({ side, kind, name, exchanges, exampleNumber }) =>
      `| ${side} | ${kind} | ${codeText(name)} | ${exchanges} | ${exampleNumber} |`,
  );
  const hints = [...new Set(findings.map(policyHint))];
  return [
    '# Secrets in clear text',
    '',
    'Everybody who may read the event hub can read these. The values are not shown here.',
    '',
    '| Side | Kind | Name | Exchanges | Example |',
    '| --- | --- | --- | ---: | ---: |',
    ...rows,
    '',
    '## Stop them at the source',
    '',
    'Lines for the log-to-eventhub policy of API Management; rewrite the body before it is cut to 1,024 characters.',
    '',
    ...hints.flatMap((hint) => ['```csharp', hint, '```', '']),
  ].join('\n');
}

/** What redaction replaced, as Markdown for the person who passes the file on. */
export function replacedReport(places: readonly RedactedPlace[]): string {
  const rows = places.map(({ side, kind, name, count }) => `| ${side} | ${kind} | ${codeText(name)} | ${count} |`);
  return ['| Side | Kind | Name | Values |', '| --- | --- | --- | ---: |', ...rows, ''].join('\n');
}

function halvesOf({ request, response, repeats }: Exchange): LoggedHalf[] {
  return [request, response, ...repeats].filter((half) => half !== undefined);
}

/** The last name of a JSON path, or the element's; other names as they are. */
function lastName({ kind, name }: ClearTextFinding): string | undefined {
  if (kind === 'xml') {
    return /^\/\/([^@/]+)$/.exec(name)?.[1];
  }
  if (kind !== 'json') {
    return name;
  }
  const bare = name.replace(/(?:\[\*\])+$/, '');
  return /\.([\w-]+)$/.exec(bare)?.[1];
}

/** A dot is the one character of a plain name that means something in a pattern. */
function dotted(name: string): string {
  return name.replaceAll('.', '\\.');
}

function bodyHint(pattern: string, replacement: string): string {
  return `body = System.Text.RegularExpressions.Regex.Replace(body,\n    ${pattern}, ${replacement});`;
}

/** Text as Markdown code within a table: nothing of it may become markup. */
function codeText(text: string): string {
  const flat = text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}|`\\]/gu, '·').slice(0, 200);
  return `\`${flat === '' ? ' ' : flat}\``;
}
