// Packs what runs in Azure into out/app.zip: host.json, package.json and the bundle. No other program is needed for it.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

const files = ['host.json', 'package.json', ...readdirSync('dist').map((name) => `dist/${name}`)];
const parts = [];
const entries = [];
let offset = 0;

for (const name of files) {
  const content = readFileSync(name);
  const packed = deflateRawSync(content, { level: 9 });
  const encodedName = Buffer.from(name);
  // Version, flags (names are UTF-8), method (deflate), a fixed time so that the same files give the same bytes.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(0x800, 2);
  common.writeUInt16LE(8, 4);
  common.writeUInt16LE(0, 6);
  common.writeUInt16LE(0x5a21, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(encodedName.length, 22);
  parts.push(Buffer.from('PK\x03\x04', 'latin1'), common, encodedName, packed);
  const rest = Buffer.alloc(14);
  // Attributes of an ordinary file that everybody may read; then where it begins.
  rest.writeUInt32LE(0o100644 * 0x10000, 6);
  rest.writeUInt32LE(offset, 10);
  entries.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, encodedName);
  offset += 4 + common.length + encodedName.length + packed.length;
}

const directory = Buffer.concat(entries);
const end = Buffer.alloc(22);
end.write('PK\x05\x06', 0, 'latin1');
end.writeUInt16LE(files.length, 8);
end.writeUInt16LE(files.length, 10);
end.writeUInt32LE(directory.length, 12);
end.writeUInt32LE(offset, 16);

const zip = Buffer.concat([...parts, directory, end]);
mkdirSync('out', { recursive: true });
writeFileSync('out/app.zip', zip);
process.stdout.write(`out/app.zip: ${files.length} files, ${zip.length} bytes\n`);
