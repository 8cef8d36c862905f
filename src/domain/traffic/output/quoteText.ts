// Quoting for shells and programs: whatever the text holds, it is one argument there and nothing of it runs.

/** Characters that are not seen or move the cursor: control and format characters, line and paragraph separators. */
const unseen = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
const unseenAll = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
const encoder = new TextEncoder();

/**
 * One word of bash (its manual, sections 3.1.2.2 and 3.1.2.4). Text with control characters becomes `$'…'`, so that pasting it
 * into a terminal types no key; `!` too, for the history of an interactive shell. NUL cannot be passed and is dropped.
 */
export function quoteBash(text: string): string {
  const whole = text.replaceAll('\0', '');
  if (!unseen.test(whole) && !whole.includes('!')) {
    return `'${whole.replaceAll("'", "'\\''")}'`;
  }
  const escaped = whole
    .replaceAll(/[\\']/g, (character) => `\\${character}`)
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('!', '\\041')
    .replaceAll(unseenAll, octalBytes);
  return `$'${escaped}'`;
}

/**
 * One argument of a Windows program at the prompt of cmd: quoted as the C runtime reads it, then every character that cmd could
 * take for its own is escaped with `^`, the quotes too, so that cmd never is inside of quotes. A caret before `%` and `:`
 * keeps names of variables from being whole. Line ends, NUL and other control characters cannot be passed: they become spaces.
 */
export function quoteCmd(text: string): string {
  const flat = text.replaceAll(unseenAll, ' ');
  const quoted = `"${flat.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/\\+$/, '$&$&')}"`;
  return quoted.replaceAll(/[^\w\s.,/\\=~+*;@?'#$-]/gu, '^$&');
}

/** What `quoteCmd` cannot pass as it is: control and format characters, and anything beyond ASCII, which depends on code pages. */
export function isPlainForCmd(text: string): boolean {
  return /^[ -~]*$/.test(text);
}

/**
 * An expression of PowerShell (about_Quoting_Rules): single quotes, in which only quotes mean something; typographic single
 * quotes are quotes to PowerShell too and are doubled alike. Characters that are not seen are added by their number.
 */
export function quotePowerShell(text: string): string {
  const parts = text.split(/([\p{Cc}\p{Cf}\p{Zl}\p{Zp}])/u).filter((part) => part !== '');
  const words = parts.map((part) =>
    unseen.test(part) ? characterExpression(part) : `'${part.replaceAll(/['‘’‚‛]/g, '$&$&')}'`,
  );
  if (words.length === 1 && !unseen.test(parts[0] ?? '')) {
    return words[0] ?? "''";
  }
  return words.length === 0 ? "''" : `(${["''", ...words].join(' + ')})`;
}

/** A string literal of JavaScript that is safe in any script: characters that are not seen, and `<`, are escaped. */
export function quoteJavaScript(text: string): string {
  return JSON.stringify(text).replaceAll(unseenAll, unicodeEscape).replaceAll('<', '\\u003c');
}

function octalBytes(character: string): string {
  return [...encoder.encode(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}

function characterExpression(character: string): string {
  return character.length === 1
    ? `[char]${character.charCodeAt(0)}`
    : `[char]::ConvertFromUtf32(${character.codePointAt(0)})`;
}

function unicodeEscape(character: string): string {
  return Array.from(
    { length: character.length },
    (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, '0')}`,
  ).join('');
}
