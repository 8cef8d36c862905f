// Parsing logged messages against the tolerant parsers that Node programs have: Node's own HTTPParser and undici's llhttp in
// WebAssembly. Both lenient and head-only (the body is left unparsed), their fastest and most tolerant setting; the same work:
// method, target, status, Content-Length and whether the body was cut; then the same with all headers as text.
// Run: node test/bench/trafficParse.bench.ts [messages] [rounds]

import { createRequire } from 'node:module';
import { createHttpHead, scanHttpHead } from '../../src/domain/http/httpHead.ts';
import { readHeaders, requestFactsOf, statusOf } from '../../src/domain/http/httpMessage.ts';
import { problemBits } from '../../src/domain/http/httpProblem.ts';
import { measureInTurns } from './measure.ts';
import { makeMessages } from './trafficMessages.ts';
import type { MadeMessage } from './trafficMessages.ts';

const messageCount = Number(process.argv[2] ?? 20_000);
const rounds = Number(process.argv[3] ?? 15);
const require = createRequire(import.meta.url);

/** What all contestants find; summed up so that no work can be left out. */
interface Found {
  failed: number;
  truncated: number;
  targets: number;
  statuses: number;
  headers: number;
}

const noneFound = (): Found => ({ failed: 0, truncated: 0, targets: 0, statuses: 0, headers: 0 });

/** As the store does it: the events lie in a slab, where they were copied to be kept, and are scanned there. */
function createOurs(messages: readonly MadeMessage[]): (list: readonly MadeMessage[], withHeaders: boolean) => Found {
  const head = createHttpHead();
  const memory = new ArrayBuffer(messages.reduce((sum, { bytes }) => sum + bytes.length + 8, 8) & ~7);
  const block = { bytes: new Uint8Array(memory), words: new Int32Array(memory) };
  const places = new Map<MadeMessage, number>();
  let used = 0;
  for (const message of messages) {
    block.bytes.set(message.bytes, used);
    places.set(message, used);
    used = (used + message.bytes.length + 7) & ~7;
  }
  const inSlab = new WeakMap<readonly MadeMessage[], readonly { kind: string; start: number; end: number }[]>();
  return (list, withHeaders) => {
    const found = noneFound();
    let placed = inSlab.get(list);
    if (placed === undefined) {
      placed = list.map((message) => {
        const at = places.get(message) ?? 0;
        return { kind: message.kind, start: at + message.start, end: at + message.bytes.length };
      });
      inSlab.set(list, placed);
    }
    for (const { kind, start, end } of placed) {
      head.declaredLength = -1;
      scanHttpHead(block, start, end, head);
      if (kind === 'request') {
        const facts = requestFactsOf(block.bytes, head.start, head.startLineEnd);
        found.failed += facts === undefined ? 1 : 0;
        found.targets += facts === undefined ? 0 : facts.target.length + facts.method.length;
      } else {
        found.statuses += statusOf(block.bytes, head.start, head.startLineEnd);
      }
      found.truncated += (head.problems & problemBits.truncatedBody) === 0 ? 0 : 1;
      found.headers += withHeaders ? readHeaders(block.bytes, head).length : 0;
    }
    return found;
  };
}

interface NodeParser {
  initialize(type: number, resource: object, maxHeaderSize: number, lenient: number): void;
  execute(bytes: Uint8Array): number | Error;
  [event: number]: unknown;
}

interface NodeParserClass {
  new (): NodeParser;
  readonly REQUEST: number;
  readonly RESPONSE: number;
  readonly kOnHeaders: number;
  readonly kOnHeadersComplete: number;
  readonly kLenientAll: number;
}

/** Node's HTTPParser: callbacks get the header lines as one flat list. */
function createNodeParser(): (messages: readonly MadeMessage[], withHeaders: boolean) => Found {
  const { HTTPParser, methods } = require('_http_common') as { HTTPParser: NodeParserClass; methods: string[] };
  const parser = new HTTPParser();
  let raw: string[] = [];
  let target = '';
  let method = '';
  let status = 0;
  parser[HTTPParser.kOnHeaders] = (headers: string[], url: string): void => {
    raw.push(...headers);
    target += url;
  };
  type HeadersComplete = [
    major: number,
    minor: number,
    headers: string[] | undefined,
    methodIndex: number,
    url: string,
    statusCode: number,
  ];
  parser[HTTPParser.kOnHeadersComplete] = (...[, , headers, methodIndex, url, statusCode]: HeadersComplete): number => {
    raw = headers ?? raw;
    target = url === '' || url === undefined ? target : url;
    method = methods[methodIndex] ?? '';
    status = statusCode;
    // No body, and the rest is somebody else's: the body is what follows.
    return 2;
  };
  const resource = {};
  return (messages, withHeaders) => {
    const found = noneFound();
    for (const { kind, bytes, start } of messages) {
      raw = [];
      target = '';
      parser.initialize(
        kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE,
        resource,
        1 << 20,
        HTTPParser.kLenientAll,
      );
      const message = bytes.subarray(start);
      const end = parser.execute(message);
      if (typeof end !== 'number') {
        found.failed++;
        continue;
      }
      let declared = -1;
      for (let index = 0; index < raw.length; index += 2) {
        const name = raw[index] ?? '';
        if (name.length === 14 && name.toLowerCase() === 'content-length') {
          declared = Number(raw[index + 1]);
        }
      }
      const length = message.length - end;
      found.truncated += length > 0 && declared > length ? 1 : 0;
      found.targets += kind === 'request' ? target.length + method.length : 0;
      found.statuses += kind === 'response' ? status : 0;
      found.headers += withHeaders ? raw.length / 2 : 0;
    }
    return found;
  };
}

interface Llhttp {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  llhttp_alloc(type: number): number;
  malloc(bytes: number): number;
  llhttp_reset(parser: number): void;
  llhttp_execute(parser: number, bytes: number, length: number): number;
  llhttp_get_error_pos(parser: number): number;
  llhttp_get_status_code(parser: number): number;
  llhttp_get_method(parser: number): number;
  readonly [name: string]: unknown;
}

/** The llhttp of undici in WebAssembly (SIMD build): its callbacks give places in its memory; texts are made only where they are asked for. */
function createWasmParser(): (messages: readonly MadeMessage[], withHeaders: boolean) => Found {
  const code = require('undici/lib/llhttp/llhttp_simd-wasm.js') as Buffer;
  const { METHODS } = require('undici/lib/llhttp/constants.js') as { METHODS: Record<string, number> };
  const methodNames = Object.fromEntries(Object.entries(METHODS).map(([name, value]) => [value, name]));
  let memory = Buffer.alloc(0) as Buffer & { latin1Slice(start: number, end: number): string };
  let wantsText = false;
  /** Names and values in turn, as Node and undici give them. */
  let raw: string[] = [];
  let target = '';
  let declared = -1;
  let isLength = false;
  const text = (at: number, length: number): string => memory.latin1Slice(at, at + length);
  const env = {
    wasm_on_message_begin: () => 0,
    wasm_on_url: (_parser: number, at: number, length: number) => {
      target += text(at, length);
      return 0;
    },
    wasm_on_status: () => 0,
    wasm_on_header_field: (_parser: number, at: number, length: number) => {
      isLength = length === 14 && text(at, length).toLowerCase() === 'content-length';
      if (wantsText) {
        raw.push(text(at, length));
      }
      return 0;
    },
    wasm_on_header_value: (_parser: number, at: number, length: number) => {
      if (isLength) {
        declared = Number(text(at, length));
      }
      if (wantsText) {
        raw.push(text(at, length));
      }
      return 0;
    },
    wasm_on_headers_complete: () => 2,
    wasm_on_body: () => 0,
    wasm_on_message_complete: () => 0,
  };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array(code)), { env });
  const llhttp = instance.exports as unknown as Llhttp;
  llhttp._initialize();
  const parsers = { request: llhttp.llhttp_alloc(1), response: llhttp.llhttp_alloc(2) };
  const place = llhttp.malloc(1 << 20);
  const lenient = Object.entries(llhttp).filter(([name]) => name.startsWith('llhttp_set_lenient_'));
  for (const parser of Object.values(parsers)) {
    for (const [, set] of lenient) {
      (set as (parser: number, on: number) => void)(parser, 1);
    }
  }
  memory = Buffer.from(llhttp.memory.buffer) as typeof memory;
  const PAUSED_UPGRADE = 22;
  return (messages, withHeaders) => {
    const found = noneFound();
    wantsText = withHeaders;
    for (const { kind, bytes, start } of messages) {
      const parser = parsers[kind];
      llhttp.llhttp_reset(parser);
      target = '';
      declared = -1;
      raw = [];
      const message = bytes.subarray(start);
      memory.set(message, place);
      const result = llhttp.llhttp_execute(parser, place, message.length);
      if (result !== 0 && result !== PAUSED_UPGRADE) {
        found.failed++;
        continue;
      }
      const end = result === PAUSED_UPGRADE ? llhttp.llhttp_get_error_pos(parser) - place : message.length;
      const length = message.length - end;
      found.truncated += length > 0 && declared > length ? 1 : 0;
      if (kind === 'request') {
        found.targets += target.length + (methodNames[llhttp.llhttp_get_method(parser)] ?? '').length;
      } else {
        found.statuses += llhttp.llhttp_get_status_code(parser);
      }
      found.headers += raw.length / 2;
    }
    return found;
  };
}

// A thousand different ones over and over: a message that has just come in is in the processor's cache, as these are.
const made = makeMessages({ count: 1000 });
const messages = Array.from({ length: messageCount }, (_value, index) => made[index % made.length] as MadeMessage);
const node = createNodeParser();
const wasm = createWasmParser();
const contestants = {
  Wirewatch: createOurs(made),
  'Node HTTPParser, lenient, head only': node,
  'llhttp wasm of undici, lenient, head only': wasm,
};

for (const [name, parse] of Object.entries(contestants)) {
  console.log(name, JSON.stringify(parse(messages, true)));
}
const results = [];
for (const withHeaders of [false, true]) {
  const figures = measureInTurns(
    Object.fromEntries(
      Object.entries(contestants).map(([name, parse]) => [name, () => void parse(messages, withHeaders)]),
    ),
    { rounds, items: messageCount },
  );
  const [own, ...peers] = figures;
  const fastest = Math.min(...peers.map(({ median }) => median));
  const ratio = fastest / (own?.median ?? 1);
  console.log(withHeaders ? '\nwith all headers as text' : '\nrow fields and truncation');
  console.table(
    figures.map(({ name, median, best }) => ({ name, 'µs CPU, median': median.toFixed(3), best: best.toFixed(3) })),
  );
  console.log(`ratio to the fastest peer: ${ratio.toFixed(2)}`);
  results.push({ withHeaders, figures, ratio: Number(ratio.toFixed(2)) });
}
console.log(JSON.stringify({ bench: 'trafficParse', messages: messageCount, rounds, results }));
