// The log-to-eventhub policy of the seed article, faults and all: bodies are read as text and cut, values of a header
// are joined, two headers are left out by exact name, and the version is always HTTP/1.1.

/** A message as the policy sees it. Headers come as on the wire: name, value, name, value. */
interface LoggedPart {
  readonly messageId: string;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/** `context.Request`. */
export interface LoggedRequest extends LoggedPart {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}

/** `context.Response`. */
export interface LoggedResponse extends LoggedPart {
  readonly statusCode: number;
  readonly statusReason: string;
}

/** UTF-16 units of a body that are kept; a pair of surrogates may be cut in two. */
const maxBodyLength = 1024;
const hiddenHeaders: ReadonlySet<string> = new Set(['Authorization', 'Ocp-Apim-Subscription-Key']);

/** The event of a request, as the bytes of its text. */
export function formatRequest(request: LoggedRequest): Uint8Array {
  // The comparison is by exact name, so a client that writes names in lower case shows its secrets.
  const headers = groupHeaders(request.rawHeaders).filter(({ name }) => !hiddenHeaders.has(name));
  const startLine = `${request.method} ${request.target} HTTP/1.1\r\n`;
  return Buffer.from(`request:${request.messageId}\n${startLine}${formatHeaders(headers)}\r\n${bodyText(request)}`);
}

/** The event of a response. Nothing is left out of its headers. */
export function formatResponse(response: LoggedResponse): Uint8Array {
  const startLine = `HTTP/1.1 ${response.statusCode} ${response.statusReason}\r\n`;
  const headers = formatHeaders(groupHeaders(response.rawHeaders));
  return Buffer.from(`response:${response.messageId}\n${startLine}${headers}\r\n${bodyText(response)}`);
}

interface Header {
  readonly name: string;
  readonly values: string[];
}

/** One entry per name without regard to case, under the name that came first, as in a .NET header dictionary. */
function groupHeaders(rawHeaders: readonly string[]): readonly Header[] {
  const byName = new Map<string, Header>();
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    const header = byName.get(name.toLowerCase()) ?? { name, values: [] };
    header.values.push(rawHeaders[index + 1]!);
    byName.set(name.toLowerCase(), header);
  }
  return [...byName.values()];
}

function formatHeaders(headers: readonly Header[]): string {
  return headers.map(({ name, values }) => `${name}: ${values.join(', ')}\r\n`).join('');
}

/** `Body?.As<string>(true)`: no body gives nothing; bytes that are no text become U+FFFD. */
function bodyText({ body, rawHeaders }: LoggedPart): string {
  const type = rawHeaders.find(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]!.toLowerCase() === 'content-type',
  );
  const isLatin = /charset=iso-8859-1/i.test(type ?? '');
  return Buffer.from(body)
    .toString(isLatin ? 'latin1' : 'utf8')
    .slice(0, maxBodyLength);
}
