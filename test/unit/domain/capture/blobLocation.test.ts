// Blob addresses taken apart, in host style and path style, and the strangers that must be told apart.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { parseBlobLocation } from '../../../../src/domain/capture/blobLocation.ts';

const host = 'https://captures1.blob.core.windows.net';
const pathStyle = 'http://127.0.0.1:10000/devstoreaccount1';

describe('parseBlobLocation', () => {
  const check = (url: string, endpoint: string | undefined, expected: readonly string[] | undefined): void => {
    const found = parseBlobLocation(url, endpoint);
    assert.deepEqual(found && [found.endpoint, found.container, found.blobName], expected, url);
  };

  it('reads host-style addresses with and without the endpoint', () => {
    check(`${host}/logs/a/b.cap`, undefined, [host, 'logs', 'a/b.cap']);
    check(`${host}/logs/a/b.cap`, `${host}/`, [host, 'logs', 'a/b.cap']);
    check(`${host.toUpperCase()}/logs/B.cap`, host, [host, 'logs', 'B.cap']);
    check(`${host}/logs/a%20%C3%A9.cap?sig=x`, host, [host, 'logs', 'a é.cap']);
    check(`${host}/logs/50%25.cap`, host, [host, 'logs', '50%.cap']);
    check(`${host}/logs/%E0%A4%A.cap`, host, [host, 'logs', '%E0%A4%A.cap']);
  });

  it('reads path-style addresses by their endpoint', () => {
    check(`${pathStyle}/logs/a/b.cap`, pathStyle, [pathStyle, 'logs', 'a/b.cap']);
    check(`${pathStyle}/logs/b.cap`, `${pathStyle}/`, [pathStyle, 'logs', 'b.cap']);
  });

  it('refuses what has no container or blob', () => {
    check(`${host}/logs`, host, undefined);
    check(`${host}/logs/`, host, undefined);
    check(`${host}//b.cap`, host, undefined);
    check(host, host, undefined);
    check(`${pathStyle}/logs`, pathStyle, undefined);
    check('', host, undefined);
    check('logs/b.cap', host, undefined);
    check(String.raw`C:\captures\b.cap`, undefined, undefined);
    check('file:///etc/passwd', undefined, undefined);
  });

  it('refuses strangers that look like the account', () => {
    check(`https://captures1.blob.core.windows.net.evil.example/logs/b.cap`, host, undefined);
    check(`https://captures1.blob.core.windows.net@evil.example/logs/b.cap`, host, undefined);
    check(`https://evil.example/captures1.blob.core.windows.net/logs/b.cap`, host, undefined);
    check(`http://captures1.blob.core.windows.net/logs/b.cap`, host, undefined);
    check(`https://captures1.blob.core.windows.net:8443/logs/b.cap`, host, undefined);
    check(`http://127.0.0.1:10000/devstoreaccount11/logs/b.cap`, pathStyle, undefined);
    check(`${pathStyle}/../devstoreaccount2/logs/b.cap`, pathStyle, undefined);
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.option(fc.string(), { nil: undefined }), (url, endpoint) => {
        parseBlobLocation(url, endpoint);
        parseBlobLocation(`${host}/${url}`, host);
      }),
    );
  });
});
