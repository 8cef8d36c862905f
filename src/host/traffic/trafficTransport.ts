// How hubs are reached, by the settings: AMQP, or WebSockets through the proxy that VS Code uses.

import * as vscode from 'vscode';
import type { TailTransport } from '../../app/traffic/ports.ts';
import { readSetting } from '../settings.ts';

/** The transport as it is set now. */
export function trafficTransport(): TailTransport {
  if (!readSetting('wirewatch.traffic.webSockets')) {
    return { kind: 'tcp' };
  }
  const configured = vscode.workspace.getConfiguration('http').get<string>('proxy') ?? '';
  const proxy = configured.trim() || process.env['HTTPS_PROXY'] || process.env['https_proxy'] || undefined;
  return { kind: 'webSockets', proxy };
}
