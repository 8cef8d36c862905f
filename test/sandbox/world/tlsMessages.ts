// Records of TLS 1.3 (RFC 8446) as a capture shows them: both hellos in the clear, everything after them opaque.

const recordType = { changeCipherSpec: 20, handshake: 22, applicationData: 23 } as const;
const extension = {
  serverName: 0,
  groups: 10,
  signatures: 13,
  protocols: 16,
  versions: 43,
  modes: 45,
  keyShare: 51,
} as const;
const x25519 = [0x00, 0x1d] as const;
const tls13 = [0x03, 0x04] as const;
/** What versions before 1.3 call themselves; 1.3 keeps it in the fields that old machines read. */
const tls12 = [0x03, 0x03] as const;
const maxRecordLength = 16_384;

interface Hello {
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** 32 bytes; the server repeats the client's. */
  readonly sessionId: Uint8Array;
  /** Public key for X25519, 32 bytes. */
  readonly key: Uint8Array;
}

/** The first message, with the name of the server in it. */
export function clientHello({ name, random, sessionId, key }: Hello & { readonly name: string }): Uint8Array {
  const host = [...Buffer.from(name, 'latin1')];
  const extensions = [
    ...formatExtension(extension.serverName, sized(2, [0, ...sized(2, host)])),
    ...formatExtension(extension.groups, sized(2, [...x25519, 0x00, 0x17])),
    ...formatExtension(extension.signatures, sized(2, [0x04, 0x03, 0x08, 0x04, 0x04, 0x01])),
    ...formatExtension(extension.protocols, sized(2, [...protocol('h2'), ...protocol('http/1.1')])),
    ...formatExtension(extension.versions, sized(1, [...tls13, ...tls12])),
    ...formatExtension(extension.modes, [1, 1]),
    ...formatExtension(extension.keyShare, sized(2, [...x25519, ...sized(2, [...key])])),
  ];
  const ciphers = [0x13, 0x01, 0x13, 0x02, 0x13, 0x03, 0xc0, 0x2f];
  const body = [...tls12, ...random, ...sized(1, [...sessionId]), ...sized(2, ciphers), 1, 0, ...sized(2, extensions)];
  return handshake(1, body);
}

/** The answer; from here on everything is encrypted. */
export function serverHello({ random, sessionId, key }: Hello): Uint8Array {
  const extensions = [
    ...formatExtension(extension.versions, tls13),
    ...formatExtension(extension.keyShare, [...x25519, ...sized(2, [...key])]),
  ];
  return handshake(2, [...tls12, ...random, ...sized(1, [...sessionId]), 0x13, 0x01, 0, ...sized(2, extensions)]);
}

/** Says nothing since 1.3, but is still sent for the sake of machines on the way. */
export function changeCipherSpec(): Uint8Array {
  return formatRecord(recordType.changeCipherSpec, [1]);
}

/** Encrypted bytes; not more than one record takes. */
export function applicationData(bytes: Uint8Array): Uint8Array {
  return formatRecord(recordType.applicationData, bytes.subarray(0, maxRecordLength));
}

function handshake(type: number, body: readonly number[]): Uint8Array {
  return formatRecord(recordType.handshake, [type, ...sized(3, body)]);
}

function formatRecord(type: number, body: ArrayLike<number>): Uint8Array {
  const record = new Uint8Array(5 + body.length);
  record.set([type, ...tls12, body.length >>> 8, body.length & 0xff]);
  record.set(body, 5);
  return record;
}

function formatExtension(type: number, body: readonly number[]): readonly number[] {
  return [0, type, ...sized(2, body)];
}

function protocol(name: string): readonly number[] {
  return sized(1, [...Buffer.from(name, 'latin1')]);
}

/** Bytes behind their length, which takes `width` bytes itself. */
function sized(width: number, bytes: readonly number[]): readonly number[] {
  return [
    ...Array.from({ length: width }, (_, index) => (bytes.length >>> (8 * (width - 1 - index))) & 0xff),
    ...bytes,
  ];
}
