// The person's side of a running capture: one notification from its start to the file, and a message with what to do next.

import * as vscode from 'vscode';
import type { SubscriptionServices, SubscriptionServicesSource } from '../../app/azure/subscriptionServices.ts';
import type { SubscriptionSource } from '../../app/azure/ports.ts';
import type { CaptureRecord } from '../../app/capture/captureRecords.ts';
import type { CaptureRuns, RunEnd, RunOptions, RunStep } from '../../app/capture/captureRuns.ts';
import type { CaptureStore } from '../../app/capture/captureStore.ts';
import { captureProblemsText } from '../../app/capture/captureTexts.ts';
import { captureIdOf } from '../../app/capture/startCapture.ts';
import { clockText, stopReasonText } from '../../app/tree/captureNode.ts';
import { isPassingFailure, isUserError } from '../../app/error/userError.ts';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import { isSameResource, resourceName } from '../../domain/arm/resourceId.ts';
import type { NewPacketCapture } from '../../domain/capture/captureSettings.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import { commandIds } from '../contributions.ts';
import { noticeText } from '../noticeText.ts';
import { withProgress } from '../progress.ts';
import type { ProgressReport } from '../progress.ts';
import type { FollowerPort } from './followerPort.ts';

/** What the follower works with. */
export interface CaptureFollowerPorts {
  readonly runs: CaptureRuns;
  readonly captures: CaptureStore;
  readonly subscriptions: SubscriptionSource;
  readonly services: SubscriptionServicesSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Tells an error that no command waits for. */
  readonly report: (error: unknown) => void;
  /** The argument of the commands on a capture. */
  readonly nodeOf: (captureId: string) => unknown;
  readonly refreshTree: () => void;
}

/** Pauses between tries to take up what an earlier window left. */
const firstPauseInMs = 10_000;
const longestPauseInMs = 300_000;

/** Shows the runs. */
export class CaptureFollower implements FollowerPort, Disposable {
  readonly #ports: CaptureFollowerPorts;
  readonly #waiting = new Map<string, CaptureRecord>();
  readonly #subscription: Disposable;
  #timer: Disposable | undefined;
  #pauseInMs = firstPauseInMs;

  constructor(ports: CaptureFollowerPorts) {
    this.#ports = ports;
    for (const record of ports.runs.records()) {
      this.#waiting.set(record.captureId, record);
    }
    // Who is signed in may be known only later.
    this.#subscription = ports.subscriptions.onDidChange(() => void this.#takeUp());
    void this.#takeUp();
  }

  start(
    services: SubscriptionServices,
    wanted: NewPacketCapture,
    options: Pick<RunOptions, 'replace' | 'isNameFree'> = {},
  ): Promise<boolean> {
    return new Promise((resolve, reject) => {
      let isRunning = false;
      const title = vscode.l10n.t('Capture "{0}" of {1}', wanted.name, resourceName(wanted.targetId));
      this.#show(title, (shown) =>
        this.#ports.runs.run(services, wanted, {
          ...shown,
          ...options,
          onRunning: () => {
            isRunning = true;
            resolve(true);
          },
        }),
      ).then(
        (end) => {
          resolve(false);
          if (end.kind === 'lost') {
            this.#await(captureIdOf(wanted));
          }
          return this.#tell(wanted.name, end);
        },
        (error: unknown) => (isRunning ? this.#ports.report(error) : reject(error)),
      );
    });
  }

  /** Another sign-in may see what this account cannot. */
  #await(captureId: string): void {
    for (const record of this.#ports.runs.records()) {
      if (isSameResource(record.captureId, captureId)) {
        this.#waiting.set(record.captureId, record);
      }
    }
  }

  async tellEnd(capture: PacketCapture): Promise<void> {
    await this.#tell(
      capture.name,
      capture.state === 'failed' ? { kind: 'failed', capture } : { kind: 'ended', capture, files: [] },
    );
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#timer?.dispose();
    this.#ports.runs.dispose();
  }

  /** Takes up the records whose account and subscription are there; the others wait for a sign-in or a better moment. Never rejects. */
  async #takeUp(): Promise<void> {
    if (this.#waiting.size === 0) {
      return;
    }
    const { subscriptions, services, log } = this.#ports;
    try {
      const known = await subscriptions.knownSubscriptions();
      for (const record of Array.from(this.#waiting.values())) {
        const subscription = known.subscriptions.find(
          ({ id, accountId }) => isSameResource(id, record.subscriptionId) && accountId === record.accountId,
        );
        if (subscription !== undefined && this.#waiting.delete(record.captureId)) {
          void this.#resume(services.servicesOf(subscription), record);
        }
      }
    } catch (error) {
      log.info(`Captures of an earlier window are not followed yet: ${errorText(error)}`);
      if (isPassingFailure(error)) {
        this.#tryLater();
      }
    }
  }

  async #resume(services: SubscriptionServices, record: CaptureRecord): Promise<void> {
    const { runs, log, report } = this.#ports;
    const { wanted } = record;
    log.info(`Following capture ${wanted.name} again, which an earlier window had started`);
    try {
      const title = vscode.l10n.t('Capture "{0}" of {1}', wanted.name, resourceName(wanted.targetId));
      const end = await this.#show(title, (shown) => runs.resume(services, record, shown));
      this.#pauseInMs = firstPauseInMs;
      if (end.kind === 'lost') {
        this.#await(record.captureId);
      }
      await this.#tell(wanted.name, end);
    } catch (error) {
      if (isCancelled(error)) {
        return;
      }
      if (isPassingFailure(error) || (isUserError(error) && error.code === 'signedOut')) {
        log.info(`Capture ${wanted.name} is not followed yet: ${errorText(error)}`);
        this.#waiting.set(record.captureId, record);
        this.#tryLater();
        return;
      }
      await runs.forget(record);
      report(error);
    }
  }

  #tryLater(): void {
    this.#timer?.dispose();
    this.#timer = this.#ports.clock.after(this.#pauseInMs, () => void this.#takeUp());
    this.#pauseInMs = Math.min(this.#pauseInMs * 2, longestPauseInMs);
  }

  /** One notification; cancelling it is passed on, and the run says what that means. */
  #show(title: string, run: (shown: Pick<RunOptions, 'abortSignal' | 'onStep'>) => Promise<RunEnd>): Promise<RunEnd> {
    return withProgress(title, (abortSignal, report) => {
      let last = '';
      return run({
        abortSignal,
        onStep: (step) => {
          const shown = reportOf(step);
          if (shown.message !== last) {
            last = shown.message ?? '';
            report(shown);
          }
        },
      });
    });
  }

  async #tell(name: string, end: RunEnd): Promise<void> {
    switch (end.kind) {
      case 'ended':
        await this.#tellFile(end);
        return;
      case 'failed':
        await this.#tellFailure(end.capture);
        return;
      case 'removed':
        void vscode.window.showInformationMessage(vscode.l10n.t('The capture "{0}" was deleted.', name));
        return;
      case 'lost':
        void vscode.window.showWarningMessage(
          vscode.l10n.t('The capture "{0}" is no longer followed: this account does not see it.', name),
        );
        return;
      case 'undone':
        this.#ports.refreshTree();
        void vscode.window.showInformationMessage(
          end.isOldGone
            ? vscode.l10n.t('The start of "{0}" was cancelled. The capture that it was to replace is deleted.', name)
            : vscode.l10n.t('The start of "{0}" was cancelled. Nothing of it is left in Azure.', name),
        );
        return;
      case 'unsure':
        this.#ports.refreshTree();
        void vscode.window.showWarningMessage(
          vscode.l10n.t(
            'Stopped waiting. Azure has a capture "{0}", which may be this one: stop or delete it there.',
            name,
          ),
        );
        return;
      case 'released':
        await this.#tellReleased(name, end.captureId);
    }
  }

  async #tellFailure(capture: PacketCapture): Promise<void> {
    const view = vscode.l10n.t('View');
    const chosen = await vscode.window.showErrorMessage(
      noticeText(vscode.l10n.t('The capture "{0}" failed: {1}', capture.name, captureProblemsText(capture.problems))),
      view,
    );
    if (chosen === view) {
      await vscode.commands.executeCommand(commandIds.revealCapture, this.#ports.nodeOf(capture.id));
    }
  }

  async #tellFile({ capture, files, problem }: Extract<RunEnd, { kind: 'ended' }>): Promise<void> {
    const reason = capture.stopReason === undefined ? undefined : stopReasonText(capture.stopReason);
    const parts = [
      reason === undefined
        ? vscode.l10n.t('The capture "{0}" has ended.', capture.name)
        : vscode.l10n.t('The capture "{0}" has ended: {1}.', capture.name, reason),
      ...(files.length > 1 ? [vscode.l10n.t('{0} files are in blob storage.', files.length)] : []),
      ...(capture.storagePath === undefined && capture.filePath !== undefined
        ? [vscode.l10n.t('Its file is on the machine: {0}', capture.filePath)]
        : []),
    ];
    if (problem !== undefined && !isCancelled(problem)) {
      this.#ports.log.warn(`The file of capture ${capture.name} was not found: ${errorText(problem)}`);
      // What a person can do something about is said; anything else is for the log.
      parts.push(isUserError(problem) ? problem.message : vscode.l10n.t('Its file was not found; the log says why.'));
    }
    const actions = [
      { title: vscode.l10n.t('Open in Wireshark'), id: commandIds.openInWireshark },
      { title: vscode.l10n.t('Download'), id: commandIds.downloadCapture },
      { title: vscode.l10n.t('View'), id: commandIds.revealCapture },
    ];
    const offered = capture.storagePath === undefined ? actions.slice(2) : actions;
    const chosen = await vscode.window.showInformationMessage(noticeText(parts.join(' ')), ...offered);
    if (chosen !== undefined) {
      await vscode.commands.executeCommand(chosen.id, this.#ports.nodeOf(capture.id));
    }
  }

  async #tellReleased(name: string, captureId: string): Promise<void> {
    const capture = this.#ports.captures.find(captureId);
    const actions = [
      { title: vscode.l10n.t('Stop Capture'), id: commandIds.stopCapture },
      { title: vscode.l10n.t('Delete...'), id: commandIds.deleteCapture },
    ];
    const chosen = await vscode.window.showInformationMessage(
      vscode.l10n.t('The capture "{0}" goes on in Azure. Its end will be told here.', name),
      ...(capture === undefined ? [] : actions),
    );
    if (chosen !== undefined) {
      await vscode.commands.executeCommand(chosen.id, this.#ports.nodeOf(captureId));
    }
  }
}

function reportOf(step: RunStep): ProgressReport {
  switch (step.kind) {
    case 'checkingName':
      return { message: vscode.l10n.t('checking the name') };
    case 'replacing':
      return { message: vscode.l10n.t('deleting the old one') };
    case 'starting':
    case 'creating':
      return { message: vscode.l10n.t('starting') };
    case 'uploading':
      return { message: vscode.l10n.t('waiting for the file to appear in blob storage'), percent: 100 };
    case 'running': {
      const { remainingInSeconds: left, limitInSeconds: limit } = step;
      if (left === undefined) {
        return { message: vscode.l10n.t('running') };
      }
      return {
        message: vscode.l10n.t('running · {0} left', clockText(left)),
        ...(limit === undefined ? {} : { percent: 100 * (1 - left / limit) }),
      };
    }
  }
}
