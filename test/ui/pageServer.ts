// A small server on this machine's loopback address for one page and the files it loads; stopped by its owner.

import { createReadStream, existsSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { projectRoot } from '../support/project.ts';

const media = path.join(projectRoot, 'dist/media');

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

/** A running server. */
export interface PageServer {
  readonly origin: string;
  stop(): Promise<void>;
}

/** Serves `html(origin, query)` at `/` and the built files below `/media`. Throws when the pages were not built. */
export async function startPageServer(html: (origin: string, query: URLSearchParams) => string): Promise<PageServer> {
  if (!existsSync(path.join(media, 'traffic.js'))) {
    throw new Error('The webview pages are not built; run `npm run build` first.');
  }
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', origin());
    const file = path.join(media, path.basename(url.pathname));
    if (url.pathname === '/') {
      response.setHeader('content-type', 'text/html; charset=utf-8').end(html(origin(), url.searchParams));
    } else if (url.pathname.startsWith('/media/') && existsSync(file)) {
      response.setHeader('content-type', types[path.extname(file)] ?? 'application/octet-stream');
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404).end();
    }
  });
  const origin = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: origin(),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
