// The certificates of the sandbox: a chain that verifies, kept between starts, for loopback only.

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ensureCertificates } from './tls.ts';

describe('certificates', () => {
  it('form a chain for loopback names and are kept', (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'wirewatch-tls-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const first = ensureCertificates(folder);
    const authority = new X509Certificate(first.ca);
    const server = new X509Certificate(first.cert);
    assert.ok(authority.ca && authority.verify(authority.publicKey));
    assert.ok(!server.ca && server.verify(authority.publicKey) && server.checkIssued(authority));
    assert.equal(server.checkIP('127.0.0.1'), '127.0.0.1');
    assert.equal(server.checkHost('localhost'), 'localhost');
    assert.equal(server.checkHost('fabrikam.example'), undefined);
    assert.equal(ensureCertificates(folder).ca, first.ca);
    assert.equal(
      statSync(first.keyPath).mode & 0o077,
      process.platform === 'win32' ? statSync(first.keyPath).mode & 0o077 : 0,
    );
  });
});
