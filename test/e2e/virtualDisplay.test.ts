// The screen for Wireshark: a real Wireshark opens a capture on it, is found by its title, photographed and closed.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { it } from 'node:test';
import { startProcess } from '../support/childProcess.ts';
import { e2eFolder } from './support.ts';
import { VirtualDisplay } from './virtualDisplay.ts';

/** A classic pcap file without packets: magic number, version 2.4, snapshot length 65535, Ethernet. */
const EMPTY_PCAP = Buffer.from('d4c3b2a1020004000000000000000000ffff000001000000', 'hex');

it('finds the window of a real Wireshark', { timeout: 90_000 }, async (test) => {
  const display = await VirtualDisplay.start();
  test.after(() => display.stop());
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wwpc-'));
  test.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'nothing.pcap');
  fs.writeFileSync(file, EMPTY_PCAP);

  const wireshark = await startProcess('wireshark', ['-r', file], { env: { ...process.env, ...display.env } });
  test.after(() => wireshark.stop());
  const window = await display.waitForWindow(/nothing\.pcap/, 60_000);
  const picture = path.join(e2eFolder, 'wireshark-self-test.png');
  await display.screenshot(picture);

  assert.match(window.title, /nothing\.pcap/);
  assert.ok(fs.statSync(picture).size > 10_000, 'the picture is empty');
});
