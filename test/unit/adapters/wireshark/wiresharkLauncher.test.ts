// Where Wireshark is looked for on each platform, what counts as a program, and what a start that fails says.

import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { PlatformFacts } from '../../../../src/adapters/wireshark/wiresharkLauncher.ts';
import { DesktopWireshark, machineFacts } from '../../../../src/adapters/wireshark/wiresharkLauncher.ts';

/** A machine on which only some files can be started; `looked` has every place that was tried. */
function machine(platform: NodeJS.Platform, parts: Partial<PlatformFacts> = {}, programs: readonly string[] = []) {
  const looked: string[] = [];
  const wireshark = new DesktopWireshark({
    platform,
    env: {},
    homeFolder: '/home/ana',
    isExecutable: (file) => {
      looked.push(file);
      return Promise.resolve(programs.includes(file));
    },
    readRegistry: () => Promise.resolve(undefined),
    ...parts,
  });
  return { wireshark, looked };
}

const registered = String.raw`D:\Tools\Wireshark\Wireshark.exe`;
const programFiles = String.raw`C:\Program Files\Wireshark\Wireshark.exe`;

describe('DesktopWireshark.find', () => {
  it('asks the registry of Windows first, then the program folders', async () => {
    const env = { ProgramFiles: String.raw`C:\Program Files`, 'ProgramFiles(x86)': String.raw`C:\Program Files (x86)` };
    const keys: string[] = [];
    const readRegistry = (key: string): Promise<string> => {
      keys.push(key);
      return Promise.resolve(registered);
    };
    const { wireshark, looked } = machine('win32', { env, readRegistry }, [programFiles]);
    assert.equal(await wireshark.find(''), programFiles);
    assert.deepEqual(looked, [registered, programFiles]);
    assert.match(keys[0] ?? '', /App Paths\\Wireshark\.exe$/);
    assert.equal(await machine('win32', { env, readRegistry }, [registered]).wireshark.find(''), registered);
    assert.equal(await machine('win32').wireshark.find(''), undefined);
  });

  it('looks into the application folders of macOS', async () => {
    const { wireshark, looked } = machine('darwin', { homeFolder: '/Users/ana' });
    assert.equal(await wireshark.find(''), undefined);
    assert.deepEqual(looked, [
      '/Applications/Wireshark.app/Contents/MacOS/Wireshark',
      '/Users/ana/Applications/Wireshark.app/Contents/MacOS/Wireshark',
      '/opt/homebrew/bin/wireshark',
      '/usr/local/bin/wireshark',
    ]);
  });

  it('looks into the PATH of Linux, then the usual places', async () => {
    const { wireshark, looked } = machine('linux', { env: { PATH: '/opt/bin::/home/ana/bin' } }, [
      '/snap/bin/wireshark',
    ]);
    assert.equal(await wireshark.find(''), '/snap/bin/wireshark');
    assert.deepEqual(looked, [
      '/opt/bin/wireshark',
      '/home/ana/bin/wireshark',
      '/usr/bin/wireshark',
      '/usr/local/bin/wireshark',
      '/snap/bin/wireshark',
    ]);
    assert.equal(await machine('linux').wireshark.find(''), undefined);
  });

  it('takes the configured path and looks nowhere else', async () => {
    const { wireshark, looked } = machine('linux', { env: { PATH: '/usr/bin' } }, ['/usr/bin/wireshark']);
    assert.equal(await wireshark.find('/opt/ws'), undefined);
    assert.deepEqual(looked, ['/opt/ws']);
  });

  it('takes a configured application folder of macOS for the program in it', async () => {
    const program = '/Apps/Wireshark.app/Contents/MacOS/Wireshark';
    for (const chosen of ['/Apps/Wireshark.app', '/Apps/Wireshark.app/', program]) {
      assert.equal(await machine('darwin', {}, [program]).wireshark.find(chosen), program);
    }
  });
});

describe('DesktopWireshark.hasDisplay', () => {
  it('asks the environment of Linux only', () => {
    const check = (platform: NodeJS.Platform, env: Record<string, string>, expected: boolean): void =>
      assert.equal(machine(platform, { env }).wireshark.hasDisplay(), expected);
    check('win32', {}, true);
    check('darwin', {}, true);
    check('linux', {}, false);
    check('linux', { DISPLAY: '' }, false);
    check('linux', { DISPLAY: ':0' }, true);
    check('linux', { WAYLAND_DISPLAY: 'wayland-0' }, true);
  });
});

describe('the machine itself', { skip: process.platform === 'win32' }, () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'wirewatch-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const script = async (name: string, text: string, mode = 0o755): Promise<string> => {
    const file = path.join(folder, name);
    await writeFile(file, `#!/bin/sh\n${text}\n`);
    await chmod(file, mode);
    return file;
  };

  it('takes files that may be started, no folders and no plain files', async () => {
    const { isExecutable } = machineFacts({}, folder);
    const check = async (file: string, expected: boolean): Promise<void> =>
      assert.equal(await isExecutable(file), expected, file);
    await check(await script('program', ''), true);
    await check(await script('plain', '', 0o644), false);
    await check(folder, false);
    await check(path.join(folder, 'absent'), false);
  });

  it('gives the first line of a complaint, or the exit code, or why there was no start', async () => {
    const wireshark = new DesktopWireshark(machineFacts({}, folder));
    const check = async (program: string, expected: RegExp): Promise<void> =>
      assert.match((await wireshark.launch(program, '/x.cap')) ?? 'runs', expected);
    await check(
      await script('complains', 'echo >&2; echo "no  $2 there" >&2; echo more >&2; exit 2'),
      /^no {2}\/x\.cap there$/,
    );
    await check(await script('silent', 'exit 3'), /^exit code 3$/);
    await check(await script('ends', 'echo fine >&2; exit 0'), /^runs$/);
    await check(path.join(folder, 'absent'), /ENOENT/);
  });

  it('stops watching when told to, without a word', async () => {
    const wireshark = new DesktopWireshark(machineFacts({}, folder));
    const abort = new AbortController();
    const launched = wireshark.launch(await script('reads', 'exit 5'), '/x.cap', { abortSignal: abort.signal });
    abort.abort();
    assert.equal(await launched, undefined);
  });
});
