// The service's own hand in a storage account: Put Blob and Delete Blob over REST, signed with Shared Key
// (Microsoft's "Authorize with Shared Key"). Written here so that the sandbox does not need the SDK it is to test.

import { createHmac } from 'node:crypto';
import { request } from 'node:https';
import type { BlobWriter } from '../arm/armContext.ts';

const apiVersion = '2021-12-02';

/** What the writer needs to reach the blob service. */
export interface BlobClientOptions {
  /** Root of the service, e.g. https://127.0.0.1:40002; accounts are the first path segment. */
  readonly endpoint: string;
  readonly ca: string;
  readonly keyOf: (account: string) => string;
}

/** Makes the writer. Containers are created when they are missing. */
export function createBlobClient(options: BlobClientOptions): BlobWriter {
  const send = (account: string, call: Call): Promise<number> => sendSigned(options, account, call);
  return {
    async put(account, path, bytes) {
      const container = path.split('/')[0] ?? '';
      const created = await send(account, { method: 'PUT', path: container, query: 'restype=container' });
      expect(created, [201, 409], `create container ${container}`);
      const status = await send(account, { method: 'PUT', path, bytes, headers: { 'x-ms-blob-type': 'BlockBlob' } });
      expect(status, [201], `put blob ${path}`);
    },
    async remove(account, path) {
      expect(await send(account, { method: 'DELETE', path }), [202, 404], `delete blob ${path}`);
    },
  };
}

interface Call {
  readonly method: 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: string;
  readonly bytes?: Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

function sendSigned(options: BlobClientOptions, account: string, call: Call): Promise<number> {
  const url = new URL(`${options.endpoint}/${account}/${call.path}${call.query === undefined ? '' : `?${call.query}`}`);
  const bytes = call.bytes ?? new Uint8Array();
  const headers: Record<string, string> = {
    ...call.headers,
    'x-ms-date': new Date().toUTCString(),
    'x-ms-version': apiVersion,
  };
  const canonicalHeaders = Object.keys(headers)
    .toSorted()
    .map((name) => `${name}:${headers[name]}`)
    .join('\n');
  const canonicalQuery = [...url.searchParams].map(([name, value]) => `\n${name}:${value}`).join('');
  const length = bytes.length === 0 ? '' : String(bytes.length);
  const type = bytes.length === 0 ? '' : 'application/octet-stream';
  const text = [
    call.method,
    '',
    '',
    length,
    '',
    type,
    '',
    '',
    '',
    '',
    '',
    '',
    // In an emulator's path style the account stands twice: once as the account, once in the path.
    `${canonicalHeaders}\n/${account}${url.pathname}${canonicalQuery}`,
  ].join('\n');
  const signature = createHmac('sha256', Buffer.from(options.keyOf(account), 'base64'))
    .update(text)
    .digest('base64');
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      {
        method: call.method,
        ca: options.ca,
        agent: false,
        headers: {
          ...headers,
          ...(type === '' ? {} : { 'content-type': type }),
          'content-length': String(bytes.length),
          authorization: `SharedKey ${account}:${signature}`,
        },
      },
      (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode ?? 0));
      },
    );
    outgoing.once('error', reject);
    outgoing.end(bytes);
  });
}

function expect(status: number, wanted: readonly number[], what: string): void {
  if (!wanted.includes(status)) {
    throw new Error(`The blob service answered ${status} to: ${what}`);
  }
}
