// Registers the commands on packet captures; what they do loads at the first use.

import * as vscode from 'vscode';
import type { CaptureCommand } from '../capture/captureActions.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { writeSetting } from '../settings.ts';
import { registerCommand } from './registerCommand.ts';
import type { CommandBody } from './registerCommand.ts';

/** Registers them. */
export function captureCommands(host: HostContext): vscode.Disposable[] {
  return [
    registerCommand(host, commandIds.startCapture, act(host, 'startCapture')),
    registerCommand(host, commandIds.startCaptureAgain, act(host, 'startCaptureAgain')),
    registerCommand(host, commandIds.startCaptureInForm, act(host, 'startCaptureInForm')),
    registerCommand(host, commandIds.startCaptureFromAlert, act(host, 'startCaptureFromAlert')),
    registerCommand(host, commandIds.stopCapture, act(host, 'stopCapture')),
    registerCommand(host, commandIds.deleteCapture, act(host, 'deleteCapture')),
    registerCommand(host, commandIds.downloadCapture, act(host, 'downloadCapture')),
    registerCommand(host, commandIds.openInWireshark, act(host, 'openInWireshark')),
    registerCommand(host, commandIds.revealCapture, act(host, 'revealCapture')),
    registerCommand(host, commandIds.copyAsAzCli, act(host, 'copyAsAzCli')),
    registerCommand(host, commandIds.copyAsBicep, act(host, 'copyAsBicep')),
    registerCommand(host, commandIds.selectWireshark, async (_prompts, again) => {
      const [chosen] =
        (await vscode.window.showOpenDialog({
          title: vscode.l10n.t('Select the Wireshark program'),
          canSelectMany: false,
        })) ?? [];
      if (chosen !== undefined) {
        await writeSetting('wirewatch.wiresharkPath', chosen.fsPath);
        if (typeof again === 'function') {
          await (again as () => Promise<void>)();
        }
      }
    }),
  ];
}

function act(host: HostContext, command: CaptureCommand): CommandBody {
  return async (prompts, ...args) => {
    const { captureActions } = await import('../capture/captureActions.ts');
    await captureActions[command](host, prompts, args);
  };
}
