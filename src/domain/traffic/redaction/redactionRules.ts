// What counts as a secret in traffic: names of headers, of query and form fields, and paths in JSON; compiled once for many exchanges.

import { parseJsonPath } from './jsonPath.ts';
import type { JsonPathStep } from './jsonPath.ts';

/** Text that stands in place of every secret. */
export const redactedText = '[redacted]';

/** Which values are secrets. All names are compared without case, and `*` in a name stands for any characters. */
export interface RedactionRules {
  /** Header names; the names inside of Cookie and Set-Cookie stay, their values go. */
  readonly headers: readonly string[];
  /** Names of query and form fields. */
  readonly queryNames: readonly string[];
  /** Paths such as `$.password`, `$..token`, `$.cards[*].number` or `$['a b']`; names without case here too. */
  readonly jsonPaths: readonly string[];
}

const secretWords = [
  'password',
  'passwd',
  'pwd',
  'secret',
  'client_secret',
  'clientsecret',
  'token',
  'access_token',
  'accesstoken',
  'refresh_token',
  'refreshtoken',
  'id_token',
  'idtoken',
  'client_assertion',
  'api_key',
  'apikey',
  'api-key',
  'subscription-key',
  'private_key',
  'privatekey',
] as const;

/** The rules that hold unless a person says otherwise: credentials of Azure, of OAuth, and the usual names for keys. */
export const defaultRedactionRules: Readonly<RedactionRules> = {
  headers: [
    'Authorization',
    'Proxy-Authorization',
    'Authentication-Info',
    'Cookie',
    'Set-Cookie',
    'X-API-Key',
    'API-Key',
    'ApiKey',
    'Ocp-Apim-Subscription-Key',
    'Ocp-Apim-Trace',
    'X-Functions-Key',
    'X-Auth-*',
    'X-Access-Token',
    'X-Amz-Security-Token',
    'X-Ms-Token-*',
    'X-Ms-Client-Principal',
    'X-Zumo-Auth',
    'X-Arr-ClientCert',
    'X-Csrf-Token',
    'X-Xsrf-Token',
    'AEG-Sas-*',
    'X-Hub-Signature*',
    '*-Secret',
  ],
  queryNames: [...secretWords, 'code', 'sig', 'key', 'x-functions-key', 'assertion', 'auth', 'jwt', 'SAMLResponse'],
  jsonPaths: [
    ...secretWords.map((word) => (word.includes('-') ? `$..['${word}']` : `$..${word}`)),
    '$..connectionString',
    '$..accountKey',
    '$..sharedAccessKey',
    '$..assertion',
    '$..jwt',
    '$..cvv',
    '$..cvc',
  ],
};

/** Names in connection strings and shared access signatures of Azure, whose values are secrets wherever they stand. */
const keyNames = ['sig', 'SharedAccessKey', 'AccountKey'] as const;

/** Names in the form that is quick to ask. */
export interface NameMatcher {
  readonly exact: ReadonlySet<string>;
  /** Lower case, with `*`. */
  readonly globs: readonly string[];
}

/** Rules in the form that is quick to ask. */
export interface CompiledRules {
  readonly headers: NameMatcher;
  readonly queryNames: NameMatcher;
  /** Paths of the form `$..name`, which are nearly all. */
  readonly jsonNames: NameMatcher;
  readonly jsonPaths: readonly (readonly JsonPathStep[])[];
  /** Finds `name=value` of keys that are secrets in any text: name in group 1, value in group 2. Of names that no rule has none. */
  readonly keyPattern: RegExp | undefined;
}

/** Compiles rules. Paths that cannot be read are left out: ask `unreadablePaths` where a person enters them. */
export function compileRules(rules: RedactionRules): CompiledRules {
  const paths = rules.jsonPaths.flatMap((text) => {
    const steps = parseJsonPath(text);
    return steps === undefined ? [] : [steps];
  });
  const deepNames = paths.flatMap((steps) => {
    const [step] = steps;
    return steps.length === 1 && step?.kind === 'name' && step.isDeep ? [step.name] : [];
  });
  const [queryNames, jsonNames] = [compileNames(rules.queryNames), compileNames(deepNames)];
  return {
    headers: compileNames(rules.headers),
    queryNames,
    jsonNames,
    keyPattern: keyPatternOf(keyNames.filter((name) => matchesName(queryNames, name) || matchesName(jsonNames, name))),
    jsonPaths: paths.filter((steps) => !(steps.length === 1 && steps[0]?.kind === 'name' && steps[0].isDeep)),
  };
}

/** The paths among the rules that have no meaning. */
export function unreadablePaths(rules: RedactionRules): string[] {
  return rules.jsonPaths.filter((text) => parseJsonPath(text) === undefined);
}

/** True when the name is one of the rules'. */
export function matchesName({ exact, globs }: NameMatcher, name: string): boolean {
  const lower = name.toLowerCase();
  return exact.has(lower) || globs.some((glob) => matchesGlob(glob, lower));
}

/** Compares a text with a pattern in which `*` stands for any characters; time grows with the product of both at worst. */
export function matchesGlob(pattern: string, text: string): boolean {
  let [p, t, star, resume] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && pattern[p] === text[t]) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') {
    p++;
  }
  return p === pattern.length;
}

/** JSON may escape what stands around a key (`\\u0026`, `\\u003d`, `\\/`), and addresses its sign (`%3D`). */
function keyPatternOf(names: readonly string[]): RegExp | undefined {
  const value = String.raw`(?:[^&;,\s"'<>\\]|\\/|\\u00(?:2[bf]|3d))+`;
  return names.length === 0
    ? undefined
    : new RegExp(
        String.raw`(?<=^|[^\w-]|\\u00[\da-f]{2}|%26|%3F)(${names.join('|')})(?:=|%3D|\\u003d)(${value})`,
        'gi',
      );
}

function compileNames(names: readonly string[]): NameMatcher {
  const lower = names.map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
  return {
    exact: new Set(lower.filter((name) => !name.includes('*'))),
    globs: lower.filter((name) => name.includes('*')),
  };
}
