// Which browser is taken, and what somebody without one is told.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findChromium } from './browser.ts';

describe('findChromium', () => {
  it('takes the file that CHROMIUM names', () => {
    assert.equal(findChromium({ CHROMIUM: process.execPath }), process.execPath);
  });

  it('says so when CHROMIUM names nothing', () => {
    assert.throws(() => findChromium({ CHROMIUM: '/no/such/file' }), /CHROMIUM names \/no\/such\/file/);
  });

  it('says what to install when there is none', () => {
    assert.throws(() => findChromium({ PATH: '/no/such/folder' }, 'linux'), /apt-get install chromium/);
    assert.throws(() => findChromium({}, 'win32'), /set the variable CHROMIUM/);
  });
});
