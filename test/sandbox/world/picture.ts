// Pictures that pass through the world: real PNG files (ISO/IEC 15948), as tools that look into traffic decode them.

import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './random.ts';

/** A square of grey dots; its size is in dots, and a dot takes about a byte. */
export function pngOf(dots: Random, size: number): Buffer {
  const rows = Buffer.alloc(size * (size + 1));
  for (let index = 0; index < rows.length; index += 1) {
    rows[index] = index % (size + 1) === 0 ? 0 : dots.below(256);
  }
  const header = Buffer.from([0, 0, 0, size, 0, 0, 0, size, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(typed.length + 8);
  framed.writeUInt32BE(data.length, 0);
  typed.copy(framed, 4);
  framed.writeUInt32BE(crc32(typed), typed.length + 4);
  return framed;
}
