// AMQP 1.0 bytes written by hand where rhea is too slow or loses the raw bytes: event sections and transfer frames.
// Type codes are those of the OASIS specification, part 1 section 1.6; frames are part 2 section 2.3.

const described = 0x00;
const messageAnnotations = 0x72;
const deliveryAnnotations = 0x71;
const applicationProperties = 0x74;
const data = 0x75;

/** The annotations the service adds to an event. */
export interface EventPlace {
  readonly sequenceNumber: number;
  readonly offset: number;
  readonly enqueuedAt: number;
}

/** A message as the broker keeps it from a sender: everything after the annotations, and the partition key. */
export interface BareMessage {
  readonly bytes: Buffer;
  readonly partitionKey: string | undefined;
}

/** Encodes an event: its annotations, then the bare message unchanged. */
export function encodeEvent(place: EventPlace, message: BareMessage): Buffer {
  const entries: Buffer[] = [
    symbol('x-opt-sequence-number'),
    long(place.sequenceNumber),
    symbol('x-opt-offset'),
    text(String(place.offset)),
    symbol('x-opt-enqueued-time'),
    timestamp(place.enqueuedAt),
  ];
  if (message.partitionKey !== undefined) {
    entries.push(symbol('x-opt-partition-key'), text(message.partitionKey));
  }
  return Buffer.concat([...mapSection(messageAnnotations, entries), message.bytes]);
}

/** The delivery annotations of a link that asked for runtime metrics; they stand before the cached event. */
export function encodeRuntimeMetrics(last: EventPlace, retrievedAt: number): Buffer {
  return Buffer.concat(
    mapSection(deliveryAnnotations, [
      symbol('last_enqueued_sequence_number'),
      long(last.sequenceNumber),
      symbol('last_enqueued_offset'),
      text(String(last.offset)),
      symbol('last_enqueued_time_utc'),
      timestamp(last.enqueuedAt),
      symbol('runtime_info_retrieval_time_utc'),
      timestamp(retrievedAt),
    ]),
  );
}

/** Encodes what a gateway writes: application properties and one data section. */
export function encodeBareMessage(
  body: Uint8Array,
  properties: Readonly<Record<string, string | number | boolean>> | undefined,
): Buffer {
  const parts: Buffer[] = [];
  const entries = Object.entries(properties ?? {}).flatMap(([name, value]) => [text(name), primitive(value)]);
  if (entries.length > 0) {
    parts.push(...mapSection(applicationProperties, entries));
  }
  const head = Buffer.allocUnsafe(8);
  head.set([described, 0x53, data, 0xb0]);
  head.writeUInt32BE(body.length, 4);
  parts.push(head, Buffer.from(body.buffer, body.byteOffset, body.length));
  return Buffer.concat(parts);
}

/** Splits an encoded message into its annotations section, if any, and the bare message that follows. */
export function splitMessage(message: Buffer): { annotations: Buffer | undefined; bare: Buffer } {
  let offset = 0;
  let annotations: Buffer | undefined;
  while (offset < message.length) {
    const section = sectionCode(message, offset);
    if (section > messageAnnotations) {
      break;
    }
    const next = skipValue(message, offset);
    if (section === messageAnnotations) {
      annotations = message.subarray(offset, next);
    }
    offset = next;
  }
  return { annotations, bare: message.subarray(offset) };
}

/** The code of the section at `offset`: its descriptor is a ulong in one of two encodings. */
function sectionCode(buffer: Buffer, offset: number): number {
  const form = buffer[offset + 1];
  if (buffer[offset] !== described || (form !== 0x53 && form !== 0x80)) {
    throw new RangeError('A message section must begin with a numeric descriptor');
  }
  return form === 0x53 ? buffer.readUInt8(offset + 2) : Number(buffer.readBigUInt64BE(offset + 2));
}

/** The offset after the value at `offset`. The high half of a type code tells the width (part 1, section 1.2). */
function skipValue(buffer: Buffer, offset: number): number {
  const code = buffer.readUInt8(offset);
  if (code === described) {
    return skipValue(buffer, skipValue(buffer, offset + 1));
  }
  const at = offset + 1;
  switch (code >> 4) {
    case 0x4:
      return at;
    case 0x5:
      return at + 1;
    case 0x6:
      return at + 2;
    case 0x7:
      return at + 4;
    case 0x8:
      return at + 8;
    case 0x9:
      return at + 16;
    case 0xa:
    case 0xc:
    case 0xe:
      return at + 1 + buffer.readUInt8(at);
    case 0xb:
    case 0xd:
    case 0xf:
      return at + 4 + buffer.readUInt32BE(at);
    default:
      throw new RangeError(`Unknown AMQP type code ${code}`);
  }
}

/** Largest number of bytes that a transfer frame takes besides its payload. */
export const transferOverhead = 36;

/** What one transfer frame says. */
export interface Transfer {
  readonly channel: number;
  readonly handle: number;
  readonly deliveryId: number;
  readonly isSettled: boolean;
  readonly hasMore: boolean;
}

/** Writes the head of a transfer frame whose payload of `payloadLength` bytes follows; gives the offset after it. */
export function writeTransferHead(target: Buffer, at: number, transfer: Transfer, payloadLength: number): number {
  const id = transfer.deliveryId >>> 0;
  let offset = at + 4;
  target[offset++] = 2; // data offset in words of four bytes
  target[offset++] = 0; // an AMQP frame
  offset = target.writeUInt16BE(transfer.channel, offset);
  target[offset++] = described;
  target[offset++] = 0x53;
  target[offset++] = 0x14; // transfer
  target[offset++] = 0xc0; // a list of up to 255 bytes
  const sizeAt = offset++;
  target[offset++] = transfer.hasMore ? 6 : 5;
  target[offset++] = 0x70;
  offset = target.writeUInt32BE(transfer.handle, offset);
  target[offset++] = 0x70;
  offset = target.writeUInt32BE(id, offset);
  target[offset++] = 0xa0; // the delivery tag: four bytes of binary
  target[offset++] = 4;
  offset = target.writeUInt32BE(id, offset);
  target[offset++] = 0x43; // message format 0
  target[offset++] = transfer.isSettled ? 0x41 : 0x42;
  if (transfer.hasMore) {
    target[offset++] = 0x41;
  }
  target[sizeAt] = offset - sizeAt - 1;
  target.writeUInt32BE(offset - at + payloadLength, at);
  return offset;
}

function mapSection(code: number, entries: readonly Buffer[]): Buffer[] {
  const head = Buffer.allocUnsafe(12);
  head.set([described, 0x53, code, 0xd1]);
  head.writeUInt32BE(
    entries.reduce((sum, entry) => sum + entry.length, 4),
    4,
  );
  head.writeUInt32BE(entries.length, 8);
  return [head, ...entries];
}

function symbol(value: string): Buffer {
  return Buffer.concat([Buffer.from([0xa3, value.length]), Buffer.from(value, 'latin1')]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  if (bytes.length < 256) {
    return Buffer.concat([Buffer.from([0xa1, bytes.length]), bytes]);
  }
  const head = Buffer.from([0xb1, 0, 0, 0, 0]);
  head.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([head, bytes]);
}

function long(value: number): Buffer {
  return wide(0x81, value);
}

function timestamp(value: number): Buffer {
  return wide(0x83, value);
}

function wide(code: number, value: number): Buffer {
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = code;
  bytes.writeBigInt64BE(BigInt(Math.trunc(value)), 1);
  return bytes;
}

function primitive(value: string | number | boolean): Buffer {
  if (typeof value === 'string') {
    return text(value);
  }
  if (typeof value === 'boolean') {
    return Buffer.from([value ? 0x41 : 0x42]);
  }
  if (Number.isSafeInteger(value)) {
    return long(value);
  }
  const bytes = Buffer.allocUnsafe(9);
  bytes[0] = 0x82;
  bytes.writeDoubleBE(value, 1);
  return bytes;
}
