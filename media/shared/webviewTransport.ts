// The webview's way to its host: VS Code's message functions in the shape of a Transport.

import type { Transport } from '../../src/protocol/channel.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

/** May be called once a page; VS Code refuses a second time. */
export function webviewTransport(): Transport {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    receive: (listener) => {
      const own = (event: MessageEvent): void => listener(event.data);
      window.addEventListener('message', own);
      return { dispose: () => window.removeEventListener('message', own) };
    },
  };
}
