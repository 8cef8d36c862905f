// The little of DER (ITU-T X.690) and X.509 (RFC 5280) that a test certificate authority needs.
// Own code because it is short: a certificate library would bring a reflection polyfill into every test run.

import type { KeyObject } from 'node:crypto';
import { createHash, randomBytes, sign } from 'node:crypto';

/** What goes into one certificate. */
export interface CertificateOptions {
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: KeyObject;
  readonly issuerPublicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly isAuthority: boolean;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly (readonly number[])[];
}

/** Makes an ECDSA-with-SHA256 certificate as PEM text. */
export function createCertificate(options: CertificateOptions): string {
  const ecdsaWithSha256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
  const publicKeyInfo = options.publicKey.export({ type: 'spki', format: 'der' });
  const toBeSigned = sequence(
    explicit(0, tlv(0x02, Buffer.from([2]))),
    tlv(0x02, positive(randomBytes(16))),
    ecdsaWithSha256,
    name(options.issuer),
    sequence(time(options.notBefore), time(options.notAfter)),
    name(options.subject),
    publicKeyInfo,
    explicit(3, sequence(...extensions(options, publicKeyInfo))),
  );
  const signature = sign('sha256', toBeSigned, options.signingKey);
  return toPem('CERTIFICATE', sequence(toBeSigned, ecdsaWithSha256, bitString(signature, 0)));
}

function extensions(options: CertificateOptions, publicKeyInfo: Buffer): Buffer[] {
  const basic = options.isAuthority ? sequence(tlv(0x01, Buffer.from([0xff]))) : sequence();
  const issuerInfo = options.issuerPublicKey.export({ type: 'spki', format: 'der' });
  const all = [
    extension({ id: oid(2, 5, 29, 19), isCritical: true, value: basic }),
    // keyCertSign + cRLSign for the authority, digitalSignature for the server
    extension({
      id: oid(2, 5, 29, 15),
      isCritical: true,
      value: options.isAuthority ? bitString(Buffer.from([0x06]), 1) : bitString(Buffer.from([0x80]), 7),
    }),
    extension({ id: oid(2, 5, 29, 14), isCritical: false, value: tlv(0x04, keyId(publicKeyInfo)) }),
    extension({ id: oid(2, 5, 29, 35), isCritical: false, value: sequence(tlv(0x80, keyId(issuerInfo))) }),
  ];
  if (!options.isAuthority) {
    const names = [
      ...(options.dnsNames ?? []).map((dns) => tlv(0x82, Buffer.from(dns, 'ascii'))),
      ...(options.ipAddresses ?? []).map((address) => tlv(0x87, Buffer.from(address))),
    ];
    all.push(extension({ id: oid(2, 5, 29, 17), isCritical: false, value: sequence(...names) }));
    all.push(extension({ id: oid(2, 5, 29, 37), isCritical: false, value: sequence(oid(1, 3, 6, 1, 5, 5, 7, 3, 1)) }));
  }
  return all;
}

function extension(options: { readonly id: Buffer; readonly isCritical: boolean; readonly value: Buffer }): Buffer {
  const critical = options.isCritical ? [tlv(0x01, Buffer.from([0xff]))] : [];
  return sequence(options.id, ...critical, tlv(0x04, options.value));
}

function keyId(publicKeyInfo: Buffer): Buffer {
  return createHash('sha1').update(publicKeyInfo).digest();
}

function name(commonName: string): Buffer {
  return sequence(tlv(0x31, sequence(oid(2, 5, 4, 3), tlv(0x0c, Buffer.from(commonName, 'utf8')))));
}

function time(at: Date): Buffer {
  // UTCTime, right until 2049: "YYMMDDHHMMSSZ"
  const text = at.toISOString().replaceAll(/[-:T]/g, '').slice(2, 14);
  return tlv(0x17, Buffer.from(`${text}Z`, 'ascii'));
}

function tlv(tag: number, content: Buffer): Buffer {
  if (content.length < 0x80) {
    return Buffer.concat([Buffer.from([tag, content.length]), content]);
  }
  const length = positive(Buffer.from(content.length.toString(16).padStart(8, '0'), 'hex'));
  const size = length[0] === 0 ? length.subarray(1) : length;
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length]), size, content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function explicit(tag: number, content: Buffer): Buffer {
  return tlv(0xa0 | tag, content);
}

function bitString(bits: Buffer, unusedBits: number): Buffer {
  return tlv(0x03, Buffer.concat([Buffer.from([unusedBits]), bits]));
}

/** Strips leading zeros and adds the one that keeps the number positive. */
function positive(number: Buffer): Buffer {
  let start = 0;
  while (start < number.length - 1 && number[start] === 0) {
    start += 1;
  }
  const short = number.subarray(start);
  return (short[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), short]) : short;
}

function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  const bytes = [first * 40 + second];
  for (const arc of rest) {
    const groups = [arc & 0x7f];
    for (let left = arc >> 7; left > 0; left >>= 7) {
      groups.unshift(0x80 | (left & 0x7f));
    }
    bytes.push(...groups);
  }
  return tlv(0x06, Buffer.from(bytes));
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
