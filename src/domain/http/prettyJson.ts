// JSON made readable without changing what was sent: only the space between the tokens differs.

/**
 * JSON with two spaces of indentation where the text is whole JSON, else the text as it is. Only the space between the tokens
 * changes: numbers keep their digits and objects their repeated names, for this is what was sent.
 */
export function prettyJson(body: string): string {
  const first = body.trimStart()[0];
  if (first !== '{' && first !== '[') {
    return body;
  }
  try {
    JSON.parse(body);
  } catch {
    // Cut by the gateway, or not JSON after all: shown as it came, never repaired.
    return body;
  }
  const tokens = body.match(/"(?:[^"\\]|\\.)*"|[^\s{}[\],:"]+|[{}[\],:]/g) ?? [];
  let depth = 0;
  const parts: string[] = [];
  const newLine = (): void => {
    parts.push('\n', '  '.repeat(Math.min(depth, maxIndentDepth)));
  };
  for (const [index, token] of tokens.entries()) {
    const isClosing = token === '}' || token === ']';
    const isEmpty = isClosing && (tokens[index - 1] === '{' || tokens[index - 1] === '[');
    if (isClosing) {
      depth--;
      if (!isEmpty) {
        newLine();
      }
    }
    parts.push(token === ':' ? ': ' : token);
    if (token === '{' || token === '[') {
      depth++;
      const next = tokens[index + 1];
      if (next !== '}' && next !== ']') {
        newLine();
      }
    } else if (token === ',') {
      newLine();
    }
  }
  return parts.join('');
}

/** Deeper JSON is not indented further: a hostile body of brackets must not grow by its square. */
const maxIndentDepth = 40;
