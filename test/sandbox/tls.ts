// The sandbox's own certificate authority and its server certificate, kept in the data folder so that a CA path
// given to an editor once stays right. The authority's key is thrown away after signing: nobody can misuse a leftover.

import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCertificate } from './der.ts';

/** PEM texts and where they lie on disk (Azurite and clients want paths). */
export interface Certificates {
  readonly caCertPath: string;
  readonly certPath: string;
  readonly keyPath: string;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const dayInMs = 86_400_000;

/** Reads the certificates of the data folder, or makes them when there are none or they end within a day. */
export function ensureCertificates(dataDir: string): Certificates {
  mkdirSync(dataDir, { recursive: true });
  const bundlePath = join(dataDir, 'tls.json');
  const kept = readKept(bundlePath);
  const { ca, cert, key } = kept ?? issue();
  if (kept === undefined) {
    // One file renamed into place, so that two sandboxes starting together cannot mix their halves.
    writeAtomically(bundlePath, JSON.stringify({ ca, cert, key }));
  }
  const paths = {
    caCertPath: join(dataDir, 'ca.pem'),
    certPath: join(dataDir, 'server.pem'),
    keyPath: join(dataDir, 'server.key'),
  };
  writeAtomically(paths.caCertPath, ca);
  writeAtomically(paths.certPath, cert);
  writeAtomically(paths.keyPath, key);
  return { ...paths, ca, cert, key };
}

function issue(): { ca: string; cert: string; key: string } {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = 'Wirewatch Sandbox CA (local, not trusted anywhere else)';
  const common = {
    issuer,
    issuerPublicKey: authority.publicKey,
    signingKey: authority.privateKey,
    notBefore: new Date(Date.now() - dayInMs),
    notAfter: new Date(Date.now() + 90 * dayInMs),
  };
  const ca = createCertificate({ ...common, subject: issuer, publicKey: authority.publicKey, isAuthority: true });
  const cert = createCertificate({
    ...common,
    subject: 'localhost',
    publicKey: server.publicKey,
    isAuthority: false,
    dnsNames: ['localhost'],
    ipAddresses: [
      [127, 0, 0, 1],
      [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
    ],
  });
  return { ca, cert, key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function readKept(path: string): { ca: string; cert: string; key: string } | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const { ca, cert, key } = JSON.parse(readFileSync(path, 'utf8')) as { ca: string; cert: string; key: string };
  const isFresh = Date.parse(new X509Certificate(cert).validTo) > Date.now() + dayInMs;
  return isFresh ? { ca, cert, key } : undefined;
}

function writeAtomically(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
