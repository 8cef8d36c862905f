// Lets a test process run functions in the extension host, over the socket named in WIREWATCH_TEST_CONTROL. Without that
// variable it does nothing.
import { createRequire } from 'node:module';
import net from 'node:net';
import readline from 'node:readline';
import * as vscode from 'vscode';
import type { HostAnswer, HostHello, HostRequest, HostTools } from '../hostProtocol.ts';

type HostFunction = (api: typeof vscode, argument: unknown, tools: HostTools) => unknown;

export function activate(context: vscode.ExtensionContext): void {
  const address = process.env['WIREWATCH_TEST_CONTROL'];
  if (!address) {
    return;
  }
  const socket = net.connect(address);
  context.subscriptions.push({ dispose: () => socket.destroy() });
  const tools: HostTools = { require: createRequire(__filename), store: {} };
  const send = (message: HostHello | HostAnswer): void => void socket.write(`${encode(message)}\n`);
  readline.createInterface({ input: socket }).on('line', (line) => {
    void answer(JSON.parse(line) as HostRequest, tools).then(send);
  });
  socket.on('error', (error) => console.error(error));
  send({ hello: { pid: process.pid, node: process.version, vscode: vscode.version } });
}

async function answer(request: HostRequest, tools: HostTools): Promise<HostAnswer> {
  try {
    // The function comes as source text: it runs in this process, where the API of VS Code is.
    // oxlint-disable-next-line no-new-func, no-implied-eval
    const run = new Function(`return (${request.source});`)() as HostFunction;
    return { id: request.id, value: await run(vscode, request.argument, tools) };
  } catch (error) {
    return { id: request.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

/** What cannot be written as JSON (cycles, API objects) arrives as undefined. */
function encode(message: HostHello | HostAnswer): string {
  try {
    return JSON.stringify(message);
  } catch {
    return JSON.stringify({ id: 'id' in message ? message.id : 0 });
  }
}
