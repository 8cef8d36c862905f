// Every command runs in a real VS Code where nobody is signed in: it does its work, asks, or reports, and never throws at its caller.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';

const subscriptionId = '00000000-0000-0000-0000-000000000001';
const watcherId = `/subscriptions/${subscriptionId}/resourceGroups/NetworkWatcherRG/providers/Microsoft.Network/networkWatchers/nw`;

/** A node as the tree hands it to a command. */
const watcherNode = { kind: 'networkWatcher', id: watcherId, label: 'nw', resourceId: watcherId, subscriptionId };

/** Runs a command and dismisses whatever it asks, like somebody who changed their mind. */
async function runAndDismiss(command: string, ...args: unknown[]): Promise<void> {
  const done = Promise.resolve(vscode.commands.executeCommand(command, ...args)).then(() => true);
  for (let turn = 0; turn < 100; turn++) {
    const pause = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 100));
    if (await Promise.race([done, pause])) {
      return;
    }
    await vscode.commands.executeCommand('workbench.action.closeQuickOpen');
  }
  assert.fail(`${command} did not end after its prompts were dismissed`);
}

/** Resolves when so many tabs have the name; VS Code tells of tabs some time after they were made. */
async function tabsCalled(name: string, count: number): Promise<void> {
  const found = (): number =>
    vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).filter(({ label }) => label === name).length;
  while (found() !== count) {
    assert.ok(found() < count, `${found()} tabs are called ${name}`);
    await new Promise<void>((resolve) => {
      const listening = vscode.window.tabGroups.onDidChangeTabs(() => {
        listening.dispose();
        resolve();
      });
    });
  }
}

describe('commands', () => {
  before(async () => {
    await vscode.extensions.getExtension('wirewatch.wirewatch')?.activate();
  });

  it('copies a resource id', async () => {
    await vscode.commands.executeCommand('wirewatch.copyResourceId', watcherNode);
    assert.equal(await vscode.env.clipboard.readText(), watcherId);
  });

  it('opens the settings of the cloud', async () => {
    await vscode.commands.executeCommand('wirewatch.configureCloud');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  for (const command of ['refresh', 'retry', 'showLog', 'forgetConnectionStrings']) {
    it(`runs ${command} without a sign-in`, async () => {
      await vscode.commands.executeCommand(`wirewatch.${command}`);
    });
  }

  for (const command of [
    'signIn',
    'startCapture',
    'stopCapture',
    'deleteCapture',
    'downloadCapture',
    'openInWireshark',
    'openTraffic',
    'openTrafficByConnectionString',
    'openTrafficFile',
    'showTraffic',
    'verifyIpFlow',
    'getNextHop',
    'checkConnectivity',
    'showSecurityRules',
    'showTopology',
    'listFlowLogs',
    'scaffoldAlertCapture',
  ]) {
    it(`lets ${command} be dismissed`, async () => {
      await runAndDismiss(`wirewatch.${command}`);
    });
  }

  for (const command of ['openInPortal', 'viewProperties', 'startCapture', 'refresh']) {
    it(`reports what ${command} of a node cannot do without a sign-in`, async () => {
      await runAndDismiss(`wirewatch.${command}`, watcherNode);
    });
  }

  for (const command of [
    'filterTraffic',
    'pauseTraffic',
    'followTraffic',
    'clearTraffic',
    'chooseTrafficColumns',
    'nextTrafficProblem',
    'previousTrafficProblem',
    'pinExchange',
    'noteExchange',
    'copyAsCurl',
    'copyAsCurlCmd',
    'copyAsPowerShell',
    'copyAsFetch',
    'copyRawMessages',
    'openRequestBody',
    'openResponseBody',
    'openMessages',
    'compareExchanges',
    'replayExchange',
    'exportHar',
    'saveTraffic',
    'reportClearText',
    'toggleRedaction',
  ]) {
    it(`reports that ${command} has no panel to work on`, async () => {
      await vscode.commands.executeCommand(`wirewatch.${command}`);
    });
  }

  it('shows the payload of an alert from a caller, the editor and the clipboard', async () => {
    const payload = {
      schemaId: 'azureMonitorCommonAlertSchema',
      data: { essentials: { alertRule: 'busy', monitorCondition: 'Fired', alertTargetIDs: [watcherId] } },
    };
    await vscode.commands.executeCommand('wirewatch.viewAlertPayload', { text: JSON.stringify(payload), title: 'x' });
    await tabsCalled('Alert: busy', 1);
    const document = await vscode.workspace.openTextDocument({ language: 'json', content: JSON.stringify(payload) });
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('wirewatch.viewAlertPayload');
    await tabsCalled('Alert: busy', 2);
    await vscode.env.clipboard.writeText('no payload');
    await vscode.commands.executeCommand('wirewatch.viewAlertPayloadFromClipboard');
    await vscode.env.clipboard.writeText(JSON.stringify(payload));
    await vscode.commands.executeCommand('wirewatch.viewAlertPayloadFromClipboard');
    await tabsCalled('Alert: busy', 3);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('lets VS Code check files of payloads by the schema', async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'wirewatch-'));
    try {
      const file = vscode.Uri.file(path.join(folder, 'x.alert.json'));
      const essentials = { monitorCondition: 'Broken' };
      fs.writeFileSync(
        file.fsPath,
        JSON.stringify({ schemaId: 'azureMonitorCommonAlertSchema', data: { essentials } }),
      );
      const told = new Promise<void>((resolve) => {
        const listening = vscode.languages.onDidChangeDiagnostics(() => {
          if (vscode.languages.getDiagnostics(file).some(({ message }) => message.includes('Fired'))) {
            listening.dispose();
            resolve();
          }
        });
      });
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
      await told;
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });

  it('reports a call without the node that it needs', async () => {
    await vscode.commands.executeCommand('wirewatch.copyResourceId');
    await vscode.commands.executeCommand('wirewatch.viewProperties', { kind: 'nothing' });
  });

  it('keeps the settings that the manifest declares', () => {
    const settings = vscode.workspace.getConfiguration('wirewatch');
    assert.equal(settings.get('traffic.maxExchanges'), 10_000);
    assert.equal(settings.get('wiresharkPath'), '');
  });
});
