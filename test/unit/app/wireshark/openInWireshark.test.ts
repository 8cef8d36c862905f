// Handing a file to Wireshark: each way it can fail has its own message, and what was found is what is started.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WiresharkLauncher } from '../../../../src/app/wireshark/openInWireshark.ts';
import { openInWireshark } from '../../../../src/app/wireshark/openInWireshark.ts';
import { isUserError } from '../../../../src/app/error/userError.ts';
import { assertUserError } from '../../../support/assertUserError.ts';

class Launcher implements WiresharkLauncher {
  program: string | undefined = '/usr/bin/wireshark';
  display = true;
  complaint: string | undefined;
  readonly launched: unknown[] = [];
  lookedFor: string | undefined;

  async find(configuredPath: string): Promise<string | undefined> {
    this.lookedFor = configuredPath;
    return this.program;
  }
  hasDisplay(): boolean {
    return this.display;
  }
  async launch(...all: readonly unknown[]): Promise<string | undefined> {
    this.launched.push(all);
    return this.complaint;
  }
}

function open(parts: Partial<Launcher>, configuredPath = '') {
  const launcher = Object.assign(new Launcher(), parts);
  return { launcher, opened: openInWireshark(launcher, '/c/x.cap', { configuredPath }) };
}

describe('openInWireshark', () => {
  it('starts the program that was found with the file', async () => {
    const { launcher, opened } = open({}, '/opt/ws');
    await opened;
    assert.equal(launcher.lookedFor, '/opt/ws');
    assert.deepEqual(launcher.launched, [['/usr/bin/wireshark', '/c/x.cap', { abortSignal: undefined }]]);
  });

  it('says when there is none, and names the setting when that is wrong', async () => {
    await assertUserError(open({ program: undefined }).opened, 'wiresharkMissing', /not found on this machine/);
    await assertUserError(
      open({ program: undefined }, '/opt/ws').opened,
      'wiresharkMissing',
      /"\/opt\/ws".*wiresharkPath/,
    );
    const error = await open({ program: undefined }).opened.catch((reason: unknown) => reason);
    assert.equal(isUserError(error) && error.action, 'selectWireshark');
  });

  it('starts nothing without a desktop', async () => {
    const { launcher, opened } = open({ display: false });
    await assertUserError(opened, 'noDisplay');
    assert.deepEqual(launcher.launched, []);
  });

  it("passes the program's complaint on", async () => {
    await assertUserError(open({ complaint: 'damaged file' }).opened, 'wiresharkFailed', /damaged file/);
  });
});
