// A reader of Bicep's string literals by its documented escapes, written apart from our writer; it refuses what would interpolate.

const simple: Readonly<Record<string, string>> = { '\\': '\\', "'": "'", n: '\n', r: '\r', t: '\t', $: '$' };

/** The text of a literal, and where it ends. Throws for anything that is no plain literal. */
export function readBicepString(source: string, start = 0): { readonly text: string; readonly end: number } {
  if (source[start] !== "'" || source.startsWith("'''", start)) {
    throw new Error(`No literal at ${start}`);
  }
  let text = '';
  for (let at = start + 1; at < source.length; at++) {
    const rest = source.slice(at);
    if (rest.startsWith('${')) {
      throw new Error('It would interpolate');
    }
    if (/^[\r\n\u0085\u2028\u2029]/.test(rest)) {
      throw new Error('The line ends within the literal');
    }
    if (rest.startsWith("'")) {
      return { text, end: at + 1 };
    }
    if (rest.startsWith('\\')) {
      const code = /^\\u\{([0-9a-f]{1,6})\}/.exec(rest);
      const plain = simple[rest[1] ?? ''];
      if (code === null && plain === undefined) {
        throw new Error(`There is no escape ${rest.slice(0, 2)}`);
      }
      text += code === null ? plain! : String.fromCodePoint(Number.parseInt(code[1]!, 16));
      at += (code?.[0].length ?? 2) - 1;
    } else {
      text += rest[0]!;
    }
  }
  throw new Error('The literal does not end');
}

/** All literals of a file in their order; comments are passed over. */
export function readBicepStrings(source: string): string[] {
  const code = source.replaceAll(/^\/\/[^\n]*$/gm, '');
  const found: string[] = [];
  for (let at = code.indexOf("'"); at >= 0; at = code.indexOf("'", at)) {
    const { text, end } = readBicepString(code, at);
    found.push(text);
    at = end;
  }
  return found;
}
