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
const { AlertFormPanel } = await import('../../src/host/alertForm/alertFormPanel.ts');
const { desk } = await import('./vscodeStandIn.ts');
const { diagnosticTexts } = await import('../../src/host/diagnostic/diagnosticTexts.ts');
const { alertTexts } = await import('../../src/host/alert/alertTexts.ts');
hooks.deregister();

/** A page as the host makes it, for files that `origin` serves below `/media`. */
function pageHtml(origin: string, tag: DisplayLanguage['tag'], page: Parameters<typeof webviewHtml>[2]): string {
  const webview = {
    cspSource: origin,
    asWebviewUri: (uri: Uri) => `${origin}/media/${uri.path.split('/').at(-1) ?? ''}`,
  } as unknown as Webview;
  return withLanguage(tag, () => webviewHtml(webview, { path: '' } as Uri, page));
}

/** The page of the live traffic panel. */
export function trafficPageHtml(origin: string, tag: DisplayLanguage['tag']): string {
  return pageHtml(origin, tag, {
    script: 'traffic.js',
    styles: ['codicon.css', 'traffic.css'],
    title: 'Live Traffic: api-traffic',
  });
}

/** The page of a diagnostic. */
export function diagnosticPageHtml(origin: string, tag: DisplayLanguage['tag']): string {
  return pageHtml(origin, tag, {
    script: 'diagnostic.js',
    styles: ['codicon.css', 'diagnostic.css'],
    title: 'Next hop: web-1',
  });
}

/** The texts that the host sends to the page of live traffic. */
export function trafficPageTexts(tag: DisplayLanguage['tag']): Readonly<Record<string, string>> {
  return withLanguage(tag, trafficTexts);
}

/** The host's end of a capture form, and what VS Code itself was asked meanwhile. */
export const captureFormHost = { CaptureFormPanel, desk } as const;
/** The host's end of the form of a metric alert, and what VS Code itself was asked meanwhile. */
export const alertFormHost = { AlertFormPanel, desk } as const;

/** The texts that the host sends to the page of a diagnostic. */
export function diagnosticPageTexts(tag: DisplayLanguage['tag']): Readonly<Record<string, string>> {
  return withLanguage(tag, diagnosticTexts);
}

/** The page of an alert's payload. */
export function alertPageHtml(origin: string, tag: DisplayLanguage['tag']): string {
  return pageHtml(origin, tag, {
    script: 'alert.js',
    styles: ['codicon.css', 'alert.css'],
    title: 'Alert: web-7-outbound-flows',
  });
}

/** The texts that the host sends to the page of an alert's payload. */
export function alertPageTexts(tag: DisplayLanguage['tag']): Readonly<Record<string, string>> {
  return withLanguage(tag, alertTexts);
}
