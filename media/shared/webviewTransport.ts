// The webview's way to its host: VS Code's message functions in the shape of a Transport, and the state that outlives a reload.

import type { Transport } from '../../src/protocol/channel.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
};

/** What VS Code keeps for a page: plain data that survives hiding and reloading. */
export interface PageState {
  read(): unknown;
  write(state: unknown): void;
}

/** May be called once a page; VS Code refuses a second time. */
export function webviewTransport(): Transport & { readonly state: PageState } {
  const api = acquireVsCodeApi();
  return {
    send: (message) => api.postMessage(message),
    receive: (listener) => {
      const own = (event: MessageEvent): void => listener(event.data);
      window.addEventListener('message', own);
      return { dispose: () => window.removeEventListener('message', own) };
    },
    state: { read: () => api.getState(), write: (state) => api.setState(state) },
  };
}
