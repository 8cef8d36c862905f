// Everything of the sandbox that looks random but must be the same for the same seed: GUIDs, keys, opaque text.

import { createHash, createHmac } from 'node:crypto';

/** Derives stable values from one seed; the same seed and label give the same value on every machine. */
export interface Seed {
  readonly value: number;
  /** A version 4 GUID for a label. */
  guid(label: string): string;
  /** `length` bytes for a label. */
  bytes(label: string, length: number): Buffer;
}

/** Makes the source of seeded values. */
export function createSeed(value: number): Seed {
  const key = createHash('sha256').update(`wirewatch sandbox ${value}`).digest();
  const bytes = (label: string, length: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let have = 0, block = 0; have < length; have += 32, block += 1) {
      blocks.push(createHmac('sha256', key).update(`${block} ${label}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, length);
  };
  const guid = (label: string): string => {
    const raw = bytes(`guid ${label}`, 16);
    raw[6] = ((raw[6] ?? 0) & 0x0f) | 0x40;
    raw[8] = ((raw[8] ?? 0) & 0x3f) | 0x80;
    const hex = raw.toString('hex');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  };
  return { value, guid, bytes };
}
