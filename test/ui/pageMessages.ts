// Messages on their way into the page under test. VS Code carries ArrayBuffers beside the JSON; a browser under test takes text
// only, so they are written as base64 and made buffers again inside the page.

/** A message as text. */
export function encodeMessage(message: unknown): string {
  return JSON.stringify(message, (_key, value: unknown) =>
    value instanceof ArrayBuffer ? { $buffer: Buffer.from(value).toString('base64') } : value,
  );
}

/** Runs in the page before everything else: defines what turns the text into a message event. */
export function installDelivery(): void {
  window.deliver = (text) => {
    const message: unknown = JSON.parse(text, (_key, value: unknown) => {
      const encoded =
        typeof value === 'object' && value !== null ? (value as { $buffer?: unknown }).$buffer : undefined;
      return typeof encoded === 'string' ? Uint8Array.from(atob(encoded), (char) => char.charCodeAt(0)).buffer : value;
    });
    window.postMessage(message, '*');
  };
}

declare global {
  interface Window {
    deliver: (text: string) => void;
  }
}
