// The sandbox's own certificate authority and its server certificate, kept in the data folder so that a CA path
// given to an editor once stays right. The authority's key is thrown away after signing: nobody can misuse a leftover.

import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** What is kept in one file, so that halves of two starts cannot mix. */
interface Bundle {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
}

const dayInMs = 86_400_000;

/** Reads the certificates of the data folder, or makes them when there are none or they end within a day. */
export function ensureCertificates(dataDir: string): Certificates {
  mkdirSync(dataDir, { recursive: true });
  const bundlePath = join(dataDir, 'tls.json');
  const { ca, cert, key } = readKept(bundlePath) ?? issueOnce(bundlePath);
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

/** Of two sandboxes that start together for the first time, one issues and the other takes that. */
function issueOnce(bundlePath: string): Bundle {
  const issued = issue();
  const draft = `${bundlePath}.${process.pid}`;
  rmSync(bundlePath, { force: true });
  writeFileSync(draft, JSON.stringify(issued), { mode: 0o600 });
  try {
    linkSync(draft, bundlePath);
    return issued;
  } catch {
    // The other one was faster.
    return readKept(bundlePath) ?? issued;
  } finally {
    rmSync(draft);
  }
}

function issue(): Bundle {
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

function readKept(path: string): Bundle | undefined {
  if (!existsSync(path)) {
    return undefined;
  }
  const { ca, cert, key } = JSON.parse(readFileSync(path, 'utf8')) as Bundle;
  const isFresh = Date.parse(new X509Certificate(cert).validTo) > Date.now() + dayInMs;
  return isFresh ? { ca, cert, key } : undefined;
}

function writeAtomically(path: string, text: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, path);
}
