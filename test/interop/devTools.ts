// The real importer of Chromium's DevTools, without any network: a headless Chromium serves its own front end on the port for
// remote debugging, and the page of that front end loads the module that opens HAR files.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { startProcess } from '../support/childProcess.ts';
import { findChromium } from '../vscodeHost/browser.ts';

/** What DevTools shows of one entry. */
export interface DevToolsRequest {
  readonly url: string;
  readonly method: string;
  readonly status: number;
  readonly requestHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly responseHeaders: readonly { readonly name: string; readonly value: string }[];
  readonly postData: string | null;
  /** Milliseconds. */
  readonly duration: number;
  readonly body: string | undefined;
  readonly isBodyBase64: boolean | undefined;
}

/** A DevTools page that imports. */
export interface DevTools {
  /** Rejects with what DevTools says when it refuses the file. */
  import(har: string): Promise<readonly DevToolsRequest[]>;
  stop(): Promise<void>;
}

/** Starts Chromium; the caller stops it. */
export async function startDevTools(): Promise<DevTools> {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-'));
  const browser = await startProcess(findChromium(), [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-background-networking',
    '--disable-component-update',
    '--no-first-run',
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    '--remote-debugging-port=0',
    `--user-data-dir=${profile}`,
    'about:blank',
  ]);
  const line = await browser.waitForLine((each) => each.includes('DevTools listening on'), 60_000);
  const port = /:(\d+)\//.exec(line)?.[1] ?? '';
  const connection = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const page = await (await connection.newContext()).newPage();
  await page.goto(`http://127.0.0.1:${port}/devtools/devtools_app.html`);
  return {
    import: (har) => importHar(page, har),
    stop: async () => {
      await connection.close();
      await browser.stop();
      fs.rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}

/** What we use of the module of the front end. */
interface HarModule {
  readonly HARFormat: { readonly HARRoot: new (json: unknown) => { readonly log: unknown } };
  readonly Importer: { readonly Importer: { requestsFromHARLog(log: unknown): readonly NetworkRequest[] } };
}

interface NetworkRequest {
  url(): string;
  readonly requestMethod: string;
  readonly statusCode: number;
  requestHeaders(): readonly { readonly name: string; readonly value: string }[];
  readonly responseHeaders: readonly { readonly name: string; readonly value: string }[];
  requestFormData(): Promise<string | null>;
  readonly duration: number;
  requestContentData(): Promise<unknown>;
}

function importHar(page: Page, har: string): Promise<readonly DevToolsRequest[]> {
  return page.evaluate(async (text) => {
    const place = `${location.origin}/devtools/models/har/har.js`;
    const { HARFormat, Importer } = (await import(place)) as HarModule;
    const requests = Importer.Importer.requestsFromHARLog(new HARFormat.HARRoot(JSON.parse(text)).log);
    return Promise.all(
      requests.map(async (request) => {
        const content = (await request.requestContentData()) as {
          asDeferedContent(): { content: string; isEncoded: boolean };
        };
        const shown = 'asDeferedContent' in content ? content.asDeferedContent() : undefined;
        return {
          url: request.url(),
          method: request.requestMethod,
          status: request.statusCode,
          requestHeaders: request.requestHeaders().map(({ name, value }) => ({ name, value })),
          responseHeaders: request.responseHeaders.map(({ name, value }) => ({ name, value })),
          postData: await request.requestFormData(),
          duration: request.duration * 1000,
          body: shown?.content,
          isBodyBase64: shown?.isEncoded,
        };
      }),
    );
  }, har);
}
