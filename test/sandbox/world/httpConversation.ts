// The calls of one kept-alive connection as packets: the very bytes of the wire tap, with the mishaps of a real network.
// Without a listener it only counts bytes, so that a later capture finds the right sequence numbers.

import { crc32 } from 'node:zlib';
import type { Packet } from './packet.ts';
import { Random } from './random.ts';
import type { SendMishap } from './tcpStream.ts';
import { segmentSize, TcpStream } from './tcpStream.ts';
import type { WireExchange } from './wireTap.ts';

/** The gateway closes what was not used for so long: a second before the machine would. */
const idleLimitInUs = 29_000_000;
/** The head of a response is read no further for `Connection: close`. */
const maxHeadLength = 2048;
const closeHeader = '\r\nConnection: close\r\n';

export class HttpConversation {
  readonly clientIp: string;
  readonly serverIp: string;
  readonly #stream: TcpStream;
  readonly #seed: number;
  #isOpen = false;
  #isOver = false;

  constructor(exchange: WireExchange, seed: number) {
    this.clientIp = exchange.clientIp;
    this.serverIp = exchange.serverIp;
    this.#seed = seed;
    this.#stream = new TcpStream({
      client: { ip: exchange.clientIp, port: exchange.clientPort },
      server: { ip: exchange.serverIp, port: exchange.serverPort },
      seed: (seed ^ exchange.clientPort ^ crc32(exchange.requestBytes)) >>> 0,
    });
  }

  /** Whether the connection has ended; the next call between the same ports is one of a new connection. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Counts a call nobody records. */
  skip(exchange: WireExchange, endedAt: number): void {
    this.#stream.moveTo(endedAt * 1000);
    this.#stream.skip('client', exchange.requestBytes.length + (this.#isOpen ? 0 : 1));
    this.#stream.skip('server', (exchange.responseBytes?.length ?? 0) + (this.#isOpen ? 0 : 1));
    this.#stream.take();
    this.#isOpen = true;
    this.#isOver = endsWith(exchange);
  }

  /** The packets of a call that ended at `endedAt` (milliseconds since 1970). */
  play(exchange: WireExchange, endedAt: number): readonly Packet[] {
    const stream = this.#stream;
    const { requestBytes, responseBytes } = exchange;
    const random = new Random((this.#seed ^ crc32(requestBytes)) >>> 0);
    stream.moveTo(exchange.requestedAt * 1000 + random.below(400));
    if (!this.#isOpen) {
      stream.open();
    }
    this.#isOpen = true;
    this.#isOver = endsWith(exchange);
    // What goes wrong takes time; a connection that is behind the clock must not fall back further.
    const isBehind = stream.timeInUs > exchange.requestedAt * 1000 + 2000;
    const isSlow = endedAt - exchange.requestedAt > 40;
    stream.send('client', requestBytes, isBehind ? {} : chooseRequestMishap(random, requestBytes.length, isSlow));
    if (responseBytes === undefined) {
      stream.moveTo(endedAt * 1000);
      if (exchange.failure === 'timeout') {
        stream.close('client');
      } else {
        stream.reset('server');
      }
      return stream.take();
    }
    stream.moveTo((exchange.respondedAt ?? endedAt) * 1000 - 500);
    stream.send('server', responseBytes, isBehind ? {} : chooseResponseMishap(random, responseBytes.length, isSlow));
    if (this.#isOver) {
      stream.acknowledgeNow('client');
      stream.close('server');
    } else if (random.chance(70)) {
      stream.acknowledgeNow('client');
    }
    return stream.take();
  }

  /** What happened by then without any call: a delayed acknowledgement, or the end of an idle connection. */
  settle(nowInUs: number): readonly Packet[] {
    this.#stream.settle(nowInUs);
    const end = this.#stream.timeInUs + idleLimitInUs;
    if (!this.#isOver && end <= nowInUs) {
      this.#isOver = true;
      this.#stream.moveTo(end);
      this.#stream.close('client');
    }
    return this.#stream.take();
  }
}

/** The machine says that it closes, or the call failed; then nothing more comes on this connection. */
function endsWith({ responseBytes }: WireExchange): boolean {
  if (responseBytes === undefined) {
    return true;
  }
  const head = Buffer.from(
    responseBytes.buffer,
    responseBytes.byteOffset,
    Math.min(responseBytes.length, maxHeadLength),
  );
  const at = head.indexOf(closeHeader, 0, 'latin1');
  const end = head.indexOf('\r\n\r\n', 0, 'latin1');
  return at >= 0 && (end < 0 || at < end);
}

/**
 * A machine's card must see the segments of a request in order, or tools that do not sort them miss the call: only the
 * last one is ever lost, and only in calls slow enough to send it again.
 */
function chooseRequestMishap(random: Random, length: number, isSlow: boolean): SendMishap {
  const count = Math.ceil(length / segmentSize);
  const chance = random.below(100);
  if (isSlow && chance < 8) {
    return { lostSegment: count - 1 };
  }
  return count >= 3 && chance < 30 ? { fullAfterSegment: 1 } : {};
}

/** The card of the machine sees both the segment that is lost after it and the one that is sent again. */
function chooseResponseMishap(random: Random, length: number, isSlow: boolean): SendMishap {
  const count = Math.ceil(length / segmentSize);
  const chance = random.below(100);
  if (count >= 3 && chance < 25) {
    return { lostSegment: count >= 5 ? 1 : count - 1 };
  }
  return isSlow && chance < 8 ? { lostSegment: count - 1 } : {};
}
