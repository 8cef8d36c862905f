// The HTML of every webview: no inline code, scripts by nonce only, nothing from the network.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** What a webview page loads, as names of files in `dist/media`. */
export interface WebviewPage {
  readonly script: string;
  readonly styles: readonly string[];
  readonly title: string;
}

/** Where the built pages lie. */
export function mediaRoot(extensionUri: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extensionUri, 'dist', 'media');
}

/** Builds the page for a webview. */
export function webviewHtml(webview: vscode.Webview, extensionUri: vscode.Uri, page: WebviewPage): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string): string =>
    webview.asWebviewUri(vscode.Uri.joinPath(mediaRoot(extensionUri), file)).toString();
  const csp = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `font-src ${webview.cspSource}`,
    `img-src ${webview.cspSource} data:`,
  ].join('; ');
  // The id is where the VS Code elements look for the icon font.
  const links = page.styles.map(
    (file) =>
      `<link rel="stylesheet" href="${uri(file)}"${file === 'codicon.css' ? ' id="vscode-codicon-stylesheet"' : ''} nonce="${nonce}">`,
  );
  return `<!DOCTYPE html>
<html lang="${vscode.env.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${links.join('\n')}
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<script type="module" nonce="${nonce}" src="${uri(page.script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
