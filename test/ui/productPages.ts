// The product's own HTML, content security policy and texts of webview pages, made outside VS Code.

import { registerHooks } from 'node:module';
import type { Uri, Webview } from 'vscode';
import type { DisplayLanguage } from './displayLanguage.ts';
import { withLanguage } from './displayLanguage.ts';

const hooks = registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'vscode'
      ? { url: new URL('vscodeStandIn.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
const { webviewHtml } = await import('../../src/host/panel/webviewHtml.ts');
const { trafficTexts } = await import('../../src/host/panel/trafficTexts.ts');
const { CaptureFormPanel } = await import('../../src/host/captureForm/captureFormPanel.ts');
const { desk } = await import('./vscodeStandIn.ts');
hooks.deregister();

/** The page of the live traffic panel as the host makes it, for files that `origin` serves below `/media`. */
export function trafficPageHtml(origin: string, tag: DisplayLanguage['tag']): string {
  const webview = {
    cspSource: origin,
    asWebviewUri: (uri: Uri) => `${origin}/media/${uri.path.split('/').at(-1) ?? ''}`,
  } as unknown as Webview;
  return withLanguage(tag, () =>
    webviewHtml(webview, { path: '' } as Uri, {
      script: 'traffic.js',
      styles: ['codicon.css', 'traffic.css'],
      title: 'Live Traffic: api-traffic',
    }),
  );
}

/** The texts that the host sends to the page. */
export function trafficPageTexts(tag: DisplayLanguage['tag']): Readonly<Record<string, string>> {
  return withLanguage(tag, trafficTexts);
}

/** The host's end of a capture form, and what VS Code itself was asked meanwhile. */
export const captureFormHost = { CaptureFormPanel, desk } as const;
