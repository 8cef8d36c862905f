// Entry of the chunk with what commands on captures do: start, stop, delete, download, open, copy. Those of a capture work on all
// selected ones.

import type { IActionContext } from '@microsoft/vscode-azext-utils';
import * as vscode from 'vscode';
import type { SubscriptionServices } from '../../app/azure/subscriptionServices.ts';
import { deleteCaptureWithFiles } from '../../app/capture/deleteCapture.ts';
import { noRecipe, severalFailed } from '../../app/error/userErrors.ts';
import { openInWireshark } from '../../app/wireshark/openInWireshark.ts';
import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import { mapLimited } from '../../base/mapLimited.ts';
import { isCaptureActive, settingsOf } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CaptureDraft, NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import { readDraft } from '../../domain/capture/captureDraft.ts';
import { formatAzCli, formatBicep } from '../../domain/capture/captureRecipe.ts';
import { parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { formatResourceAzCli, formatResourceBicep } from '../../domain/arm/resourceRecipe.ts';
import { nodeArgument, resourceArgument } from '../command/nodeArgument.ts';
import type { HostContext } from '../hostContext.ts';
import { withProgress } from '../progress.ts';
import { promptForCapture } from '../prompt/capture/captureWizard.ts';
import { pickCaptures } from '../prompt/pickCapture.ts';
import { pickSubscription } from '../prompt/pickSubscription.ts';
import { readSetting } from '../settings.ts';
import type { CaptureDraft as FormDraft } from '../../protocol/captureFormContract.ts';
import { targetInSight } from './alertTarget.ts';
import { offerFiles, pickLocalFile, showDownload } from './captureFileTexts.ts';
import { captureFormPorts, presetsOf, rememberChoices } from './captureFormHost.ts';

export { CaptureDownloads } from '../../app/capture/captureDownloads.ts';
export { CaptureRuns } from '../../app/capture/captureRuns.ts';
export { CaptureFollower } from './captureFollower.ts';
export { restoredFormPorts } from './captureFormHost.ts';

/** A command of this chunk. */
export type CaptureCommand =
  | 'startCapture'
  | 'startCaptureAgain'
  | 'startCaptureInForm'
  | 'startCaptureFromAlert'
  | 'stopCapture'
  | 'deleteCapture'
  | 'downloadCapture'
  | 'openInWireshark'
  | 'revealCapture'
  | 'copyAsAzCli'
  | 'copyAsBicep';

/** What each command on captures does. `args` are what the caller gave. */
export const captureActions: Readonly<
  Record<CaptureCommand, (host: HostContext, prompts: IActionContext, args: readonly unknown[]) => Promise<void>>
> = {
  startCapture: (host, prompts, args) => startDraft(host, prompts, draftOf(args[0])),
  startCaptureAgain: async (host, prompts, args) => {
    const [capture] = await pickCaptures(host, prompts, { args, fits: () => true });
    if (capture !== undefined) {
      await startDraft(host, prompts, settingsOf(capture));
    }
  },
  startCaptureInForm: async (host, prompts, args) => {
    const capture = captureOfNode(host, args[0]);
    const draft = capture === undefined ? draftOf(args[0]) : settingsOf(capture);
    const origin = capture === undefined ? {} : { origin: vscode.l10n.t('Like the capture "{0}"', capture.name) };
    await openForm(host, prompts, { ...draft, ...origin });
  },
  startCaptureFromAlert: async (host, prompts) => {
    const targetId = await targetInSight(prompts);
    if (targetId !== undefined) {
      await startDraft(host, prompts, { targetId });
    }
  },
  stopCapture: async (host, prompts, args) => stop(host, await pickCaptures(host, prompts, { args, fits: mayRun })),
  deleteCapture: async (host, prompts, args) =>
    remove(host, await pickCaptures(host, prompts, { args, fits: () => true })),
  downloadCapture: async (host, prompts, args) => {
    const captures = await pickCaptures(host, prompts, { args, fits: isOver });
    await forEach(captures, async (capture) => {
      const files = await host.downloads.download(capture, showDownload(capture));
      void offerFiles(capture, files, (all) => openOne(host, all)).catch(host.report);
    });
  },
  openInWireshark: async (host, prompts, args) => {
    const captures = await pickCaptures(host, prompts, { args, fits: isOver });
    await forEach(captures, async (capture) =>
      openOne(host, await host.downloads.localFiles(capture, showDownload(capture))),
    );
  },
  revealCapture: async (host, prompts, args) => {
    const [capture] = await pickCaptures(host, prompts, { args, fits: () => true });
    if (capture !== undefined && !(await host.reveal(capture.id))) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('"{0}" is not in the side panel. Its subscription may be hidden.', capture.name),
      );
    }
  },
  copyAsAzCli: (host, _prompts, [node]) =>
    copyRecipe(host, node, {
      capture: formatAzCli,
      resource: formatResourceAzCli,
      done: vscode.l10n.t('Azure CLI command copied'),
    }),
  copyAsBicep: (host, _prompts, [node]) =>
    copyRecipe(host, node, {
      capture: formatBicep,
      resource: formatResourceBicep,
      done: vscode.l10n.t('Bicep copied'),
    }),
};

/** From a watcher: its region's machines. From a machine or scale set: that one. Else the draft that another part made. */
function draftOf(argument: unknown): CaptureDraft {
  const given = readDraft(argument);
  if (Object.keys(given).length > 0) {
    return given;
  }
  const watcher = nodeArgument(argument, 'networkWatcher');
  const machine = nodeArgument(argument, 'virtualMachine', 'scaleSet');
  return {
    ...(watcher?.resourceId === undefined ? {} : { watcherId: watcher.resourceId }),
    ...(machine?.resourceId === undefined ? {} : { targetId: machine.resourceId }),
  };
}

function captureOfNode(host: HostContext, argument: unknown): PacketCapture | undefined {
  const node = nodeArgument(argument, 'packetCapture');
  return node === undefined ? undefined : host.captures.find(node.resourceId ?? node.id);
}

async function openForm(host: HostContext, prompts: IActionContext, draft: FormDraft): Promise<void> {
  const services = await servicesFor(host, prompts, draft);
  await host.captureForm.open(draft, captureFormPorts(host, services));
}

async function servicesFor(
  host: HostContext,
  prompts: IActionContext,
  { targetId, watcherId }: CaptureDraft,
): Promise<SubscriptionServices> {
  const subscriptionId = parseResourceId(targetId ?? watcherId ?? '')?.subscriptionId;
  return host.services.servicesOf(await pickSubscription(host, prompts, subscriptionId));
}

async function startDraft(host: HostContext, prompts: IActionContext, draft: CaptureDraft): Promise<void> {
  const services = await servicesFor(host, prompts, draft);
  const reviewed = await promptForCapture(prompts, services, {
    draft,
    presets: presetsOf(host),
    clock: host.clock,
  });
  const { capture, replace, nameFreeAt, isForForm } = reviewed;
  if (isForForm) {
    await host.captureForm.open(capture, captureFormPorts(host, services));
    return;
  }
  await rememberChoices(host, capture);
  // A review may stay open for hours; what it found then is asked for again.
  const isNameFree = nameFreeAt !== undefined && host.clock.now() - nameFreeAt < freshInMs;
  await host.follower.start(services, capture, { replace, isNameFree });
}

async function stop(host: HostContext, captures: readonly PacketCapture[]): Promise<void> {
  if (captures.length > 1) {
    const confirm = vscode.l10n.t('Stop');
    const message = vscode.l10n.t('Stop {0} captures?', captures.length);
    if (
      (await vscode.window.showWarningMessage(message, { modal: true, detail: namesOf(captures) }, confirm)) !== confirm
    ) {
      return;
    }
  }
  await forEach(
    captures,
    (capture) =>
      withProgress(vscode.l10n.t('Stopping capture "{0}"', capture.name), (abortSignal) =>
        host.captures.stop(capture.id, { abortSignal }),
      ),
    concurrency,
  );
}

async function remove(host: HostContext, captures: readonly PacketCapture[]): Promise<void> {
  const [first] = captures;
  if (first === undefined) {
    return;
  }
  const hasFiles = captures.some(({ storagePath }) => storagePath !== undefined);
  const chosen = await askForDeletion(captures, hasFiles);
  if (chosen === undefined) {
    return;
  }
  await forEach(
    captures,
    (capture) =>
      withProgress(vscode.l10n.t('Deleting capture "{0}"', capture.name), async (abortSignal) => {
        if (chosen === 'capture' || capture.storagePath === undefined) {
          await host.captures.delete(capture.id, { abortSignal });
          return;
        }
        const files = await host.downloads.filesOf(capture);
        const { leftAlone } = await deleteCaptureWithFiles(
          capture,
          { captures: host.captures, files, clock: host.clock },
          { abortSignal, agrees: (urls) => agreesToFiles(capture, urls) },
        );
        if (leftAlone.length > 0) {
          host.log.warn(`Files that may be of capture ${capture.name} were left alone: ${leftAlone.join(', ')}`);
          void vscode.window.showWarningMessage(
            vscode.l10n.t(
              '{0} files lie where the files of "{1}" lay, but may be of another capture. They were left alone; the log names them.',
              leftAlone.length,
              capture.name,
            ),
          );
        }
      }),
    concurrency,
  );
}

async function askForDeletion(
  captures: readonly PacketCapture[],
  hasFiles: boolean,
): Promise<'capture' | 'captureAndFiles' | undefined> {
  const [first] = captures;
  const isActive = captures.some(({ state }) => isCaptureActive(state));
  const detail = [
    ...(captures.length > 1 ? [namesOf(captures)] : []),
    isActive
      ? vscode.l10n.t('What still runs will end. Azure keeps no copy of a capture.')
      : vscode.l10n.t('The capture goes from the list for good.'),
    ...(hasFiles
      ? [vscode.l10n.t('Its file in blob storage stays there unless you delete it too; that cannot be taken back.')]
      : []),
  ].join('\n\n');
  const message =
    captures.length === 1
      ? vscode.l10n.t('Delete the capture "{0}"?', first?.name ?? '')
      : vscode.l10n.t('Delete {0} captures?', captures.length);
  const captureOnly = vscode.l10n.t('Delete');
  const withFiles = vscode.l10n.t('Delete with File');
  const chosen = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail },
    captureOnly,
    ...(hasFiles ? [withFiles] : []),
  );
  return chosen === captureOnly ? 'capture' : chosen === withFiles ? 'captureAndFiles' : undefined;
}

/** Several files are named before they go: what is theirs is told from their names. */
async function agreesToFiles({ name }: PacketCapture, urls: readonly string[]): Promise<boolean> {
  const shown = urls.slice(0, 20).map((url) => url.split('/').at(-1) ?? url);
  const confirm = vscode.l10n.t('Delete');
  const chosen = await vscode.window.showWarningMessage(
    vscode.l10n.t('Delete the files of "{0}"? Their number: {1}', name, urls.length),
    { modal: true, detail: [...shown, ...(urls.length > shown.length ? ['…'] : [])].join('\n') },
    confirm,
  );
  return chosen === confirm;
}

async function openOne(host: HostContext, files: readonly string[]): Promise<void> {
  const file = await pickLocalFile(files);
  if (file !== undefined) {
    await openInWireshark(host.wireshark, file, { configuredPath: readSetting('wirewatch.wiresharkPath').trim() });
  }
}

/** How long a name that was found free counts as free. */
const freshInMs = 15_000;

/** Captures worked on at a time: each is a long-running operation that Azure lets wait. */
const concurrency = 4;

/** As many at a time as `limit`; with prompts in the action one. A failure does not keep the others. Rejects with the only failure, or with all of them in one. */
async function forEach(
  captures: readonly PacketCapture[],
  action: (capture: PacketCapture) => Promise<void>,
  limit = 1,
): Promise<void> {
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  await mapLimited(captures, limit, async (capture) => {
    try {
      await action(capture);
    } catch (error) {
      // Cancelling one means the rest as well.
      if (isCancelled(error)) {
        throw error;
      }
      failures.push({ name: capture.name, error });
    }
  });
  const [first] = failures;
  if (first !== undefined) {
    if (captures.length === 1) {
      throw first.error;
    }
    const details = failures.map(({ name, error }) => `${name}: ${errorText(error)}`);
    throw severalFailed(`${failures.length}/${captures.length}`, details.join(' | '), first.error);
  }
}

/** Names for a dialog; of very many the first. */
function namesOf(captures: readonly PacketCapture[]): string {
  const names = captures.slice(0, 20).map(({ name }) => name);
  return [...names, ...(captures.length > names.length ? ['…'] : [])].join('\n');
}

/** True when there may be files: the capture has ended, or keeps a ring of them while it runs. */
function isOver({ state, ring }: PacketCapture): boolean {
  return !isCaptureActive(state) || ring !== undefined;
}

/**
 * Copies a node as a command or a template. A capture gives what creates one like it; anything else refers to the resource.
 */
async function copyRecipe(
  host: HostContext,
  argument: unknown,
  recipes: {
    readonly capture: (capture: NewPacketCapture) => string;
    readonly resource: (id: string) => string | undefined;
    readonly done: string;
  },
): Promise<void> {
  const { resourceId } = resourceArgument(argument) ?? {};
  if (resourceId === undefined) {
    throw new Error('This command needs a resource of the tree');
  }
  const capture = host.captures.find(resourceId);
  const text =
    capture === undefined
      ? recipes.resource(resourceId)
      : recipes.capture({ ...settingsOf(capture), watcherId: capture.watcherId, name: capture.name });
  if (text === undefined) {
    throw noRecipe(resourceName(resourceId));
  }
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(recipes.done, 3000);
}

/** True when there may be something to stop; of an unknown state only the service knows. */
function mayRun({ state }: PacketCapture): boolean {
  return isCaptureActive(state) || state === 'unknown';
}
