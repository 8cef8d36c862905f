// What the receiver's rules name, done in VS Code: showing, telling, starting captures, opening the live panel.

import * as vscode from 'vscode';
import type { ReceivedAlert, ReceiverHands } from '../../app/alert/receiverPorts.ts';
import { startAlertCaptures } from '../../app/alert/startAlertCaptures.ts';
import type { AlertCaptureResult, AlertCaptureSettings } from '../../app/alert/startAlertCaptures.ts';
import { payloadSummary } from '../../app/alert/payloadSummary.ts';
import { noStorageForAlert } from '../../app/error/userErrors.ts';
import { alertKeyOf } from '../../domain/alert/alertCaptureName.ts';
import { machinesOf } from '../../domain/alert/receiverRule.ts';
import type { ReceiverRule } from '../../domain/alert/receiverRule.ts';
import { readCapturePresets } from '../../domain/capture/capturePreset.ts';
import { commandIds } from '../contributions.ts';
import type { HostContext } from '../hostContext.ts';
import { noticeText } from '../noticeText.ts';

/** Messages at once: who gets more alerts sees them in the list. One that nobody answers counts no longer after a minute. */
const maxMessages = 3;
const messageTimeInMs = 60_000;

/** Time limit of a capture for which neither rule nor preset has one. */
const defaultTimeLimitInSeconds = 300;

/** The time before an alert that the live panel begins with: what raised it was sent then. */
const leadInMs = 10 * 60_000;

/** The hands of the product. */
export class VscodeReceiverHands implements ReceiverHands {
  readonly #host: HostContext;
  /** When the messages were shown that nobody has answered. */
  #messages: readonly { readonly at: number }[] = [];

  constructor(host: HostContext) {
    this.#host = host;
  }

  async show({ text, payload }: ReceivedAlert): Promise<void> {
    const title = payload.ruleName ?? vscode.l10n.t('Received alert');
    await this.#host.alertPayloads.open({ text, title, origin: 'receiver' });
  }

  /** Returns when the message is on screen; what a person chooses later is done then. */
  notify(received: ReceivedAlert): Promise<void> {
    const message = { at: this.#host.clock.now() };
    this.#messages = this.#messages.filter(({ at }) => at > message.at - messageTimeInMs);
    if (this.#messages.length < maxMessages) {
      this.#messages = [...this.#messages, message];
      this.#ask(received)
        .catch((error: unknown) => this.#host.report(error))
        .finally(() => {
          this.#messages = this.#messages.filter((each) => each !== message);
        });
    }
    return Promise.resolve();
  }

  async #ask(received: ReceivedAlert): Promise<void> {
    const { payload } = received;
    const view = { title: vscode.l10n.t('View'), id: commandIds.openReceivedAlert };
    const start = { title: vscode.l10n.t('Start Capture...'), id: commandIds.captureReceivedAlert };
    const always = { title: vscode.l10n.t('Always Start...'), id: commandIds.alwaysCaptureAlert };
    const mayCapture = payload.moment === 'fired' && machinesOf(payload.targets).length > 0;
    const message = noticeText(payloadSummary(payload).text);
    const mayAlways = mayCapture && payload.ruleName?.includes('*') === false;
    const actions = [view, ...(mayCapture ? [start] : []), ...(mayAlways ? [always] : [])];
    const chosen = await (payload.moment === 'fired'
      ? vscode.window.showWarningMessage(message, ...actions)
      : vscode.window.showInformationMessage(message, ...actions));
    if (chosen !== undefined) {
      await vscode.commands.executeCommand(chosen.id, { receivedId: received.id });
    }
  }

  async startCaptures(
    { payload }: ReceivedAlert,
    rule: ReceiverRule,
    targetIds: readonly string[],
  ): Promise<readonly AlertCaptureResult[]> {
    const settings = settingsOf(rule);
    const { servicesById, follower } = this.#host;
    return await startAlertCaptures(
      { alertKey: alertKeyOf(payload), targetIds, settings },
      // The name was found free a moment ago.
      { servicesOf: servicesById, start: (services, wanted) => follower.start(services, wanted, { isNameFree: true }) },
    );
  }

  async openTraffic({ payload, receivedAt }: ReceivedAlert, rule: ReceiverRule): Promise<void> {
    const from = (payload.window?.from ?? payload.firedAt ?? receivedAt) - leadInMs;
    await vscode.commands.executeCommand(commandIds.openTraffic, {
      hubId: rule.eventHubId,
      consumerGroup: rule.consumerGroup,
      from,
    });
  }
}

/**
 * Only presets of the user's own settings count: a workspace could lead captures into an account of its choice.
 * Throws UserError `noStorageForAlert`.
 */
function settingsOf(rule: ReceiverRule): AlertCaptureSettings {
  const own = vscode.workspace.getConfiguration().inspect<unknown>('wirewatch.capture.presets')?.globalValue;
  const preset = readCapturePresets(own).presets.find(({ name }) => name === rule.preset);
  const storageId = rule.storageId ?? preset?.destination.storageId;
  if (storageId === undefined) {
    throw noStorageForAlert(rule.rule);
  }
  const timeLimitInSeconds = rule.timeLimitInSeconds ?? preset?.limits.timeLimitInSeconds ?? defaultTimeLimitInSeconds;
  return {
    destination: { ...preset?.destination, storageId },
    limits: { ...preset?.limits, ...(preset?.ring === undefined ? { timeLimitInSeconds } : {}) },
    filters: preset?.filters ?? [],
    ...(preset?.ring === undefined ? {} : { ring: preset.ring }),
  };
}
