// Asks tshark, the text form of Wireshark, what it thinks of a capture file. A machine without it fails the test, because
// a file only our own reader can read would prove nothing.

import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const checks = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);

/** Packets with a fault of form, as a display filter. */
export const brokenPackets =
  '_ws.malformed || ip.checksum.status == Bad || tcp.checksum.status == Bad || udp.checksum.status == Bad';

/** Lines of tshark's answer, one for each packet that passes the display filter; with fields, their values in columns. */
export async function askTshark(
  file: Uint8Array,
  displayFilter: string,
  fields: readonly string[] = ['frame.number'],
): Promise<readonly (readonly string[])[]> {
  const folder = await mkdtemp(join(tmpdir(), 'wirewatch-tshark-'));
  try {
    const path = join(folder, 'capture.pcap');
    await writeFile(path, file);
    const wanted = fields.flatMap((field) => ['-e', field]);
    const output = await run(['-n', '-r', path, ...checks, '-Y', displayFilter, '-T', 'fields', ...wanted]);
    return output
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.split('\t'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function run(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('tshark', args, { maxBuffer: 64 * 1024 * 1024 }, (error, output, problems) => {
      if (error === null) {
        resolve(output);
      } else if (error.code === 'ENOENT') {
        reject(new Error('tshark is not installed. These tests need it: install the package tshark (or Wireshark).'));
      } else {
        reject(new Error(`tshark failed: ${problems}`, { cause: error }));
      }
    });
  });
}
