// Takes the alerts that the editor's endpoint receives: answers at once, does what the rules name, and keeps a log. An alert that comes
// again is the same alert, and captures are started by it once; how many an hour may start is limited whatever the rules say.

import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../base/abort.ts';
import type { Clock } from '../../base/clock.ts';
import type { Disposable } from '../../base/disposable.ts';
import { DisposableStore, toDisposable } from '../../base/disposable.ts';
import { errorText } from '../../base/errorText.ts';
import type { Event } from '../../base/event.ts';
import { Emitter } from '../../base/event.ts';
import type { Log } from '../../base/log.ts';
import { alertKeyOf } from '../../domain/alert/alertCaptureName.ts';
import type { AlertPayload } from '../../domain/alert/alertPayload.ts';
import { parseAlertPayload } from '../../domain/alert/parseAlertPayload.ts';
import { decideReceived, machinesOf } from '../../domain/alert/receiverRule.ts';
import type { ReceiverDecision, ReceiverRule, WithheldReason } from '../../domain/alert/receiverRule.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { ReceivedAlert, ReceivedLog, ReceivedOutcome, ReceiverAnswer, ReceiverHands } from './receiverPorts.ts';
import type { AlertCaptureResult } from './startAlertCaptures.ts';

/** What the receiver works with. */
export interface AlertReceiverPorts {
  readonly rules: () => readonly ReceiverRule[];
  readonly hands: ReceiverHands;
  readonly kept: ReceivedLog;
  readonly clock: Clock;
  readonly log: Log;
}

/** Captures that may be started within an hour: by one rule, and by all. */
const capturesAnHour = { rule: 6, all: 20 } as const;
const hourInMs = 3_600_000;
/** Windows that alerts may open within a minute; a storm of them must not bury the editor. */
const windowsAMinute = 5;
const minuteInMs = 60_000;
/** What the log holds at most. */
const maxReceived = 200;
const maxTextBytes = 8 * 1024 * 1024;
/** Changes within this time are written once. */
const writeDelayInMs = 1000;

/** Owns the log and what is on its way. */
export class AlertReceiver implements Disposable {
  readonly #ports: AlertReceiverPorts;
  readonly #store = new DisposableStore();
  readonly #changes = this.#store.add(new Emitter<void>());
  /** The newest last. */
  #received: ReceivedAlert[] = [];
  #nextId = 1;
  /** When captures were started, by rule. */
  readonly #starts: { readonly rule: string; readonly at: number }[] = [];
  /** When windows were opened. */
  #windows: readonly number[] = [];
  #writing: Disposable = toDisposable(() => undefined);
  #isWriting = false;

  constructor(ports: AlertReceiverPorts) {
    this.#ports = ports;
  }

  /** Fires when the log has changed. */
  readonly onDidChange: Event<void> = (listener) => this.#changes.event(listener);

  /** What was received, the newest first. */
  list(): readonly ReceivedAlert[] {
    return this.#received.toReversed();
  }

  find(id: number): ReceivedAlert | undefined {
    return this.#received.find((each) => each.id === id);
  }

  /** Takes up the log of an earlier window. */
  async load(): Promise<void> {
    const kept = await this.#ports.kept.read();
    const read = kept.map((each) => ({ ...each, id: this.#nextId++, payload: parseAlertPayload(each.text) }));
    this.#received = [...read, ...this.#received];
    // What was started within the hour counts on, or each reload of the window would begin a new hour.
    const since = this.#ports.clock.now() - hourInMs;
    for (const { payload, receivedAt, outcomes } of read.filter((each) => each.receivedAt > since)) {
      const { rule } = decideReceived(payload, this.#ports.rules());
      const captures = outcomes.filter(({ kind }) => kind === 'capture');
      this.#starts.push(...captures.map(() => ({ rule: rule?.rule ?? '', at: receivedAt })));
    }
    this.#changes.fire();
  }

  /** Forgets the whole log. */
  clear(): void {
    this.#received = [];
    this.#changed();
  }

  /** A body that came to the endpoint. Returns at once; what the rules name goes on behind. */
  readonly receive = (text: string): ReceiverAnswer => {
    const payload = parseAlertPayload(text);
    const unread = payload.problems.find(({ kind }) => kind === 'notJson' || kind === 'notAnObject');
    if (unread !== undefined) {
      this.#ports.log.warn('The alert receiver got a body that is no JSON object');
      return { status: 400, body: { status: 'refused', reason: 'The body is not a JSON object.' } };
    }
    const known = this.#received.find((each) => isSameAlert(each, payload, text));
    if (known !== undefined) {
      this.#replace({ ...known, count: known.count + 1 });
      return { status: 200, body: { status: 'known' } };
    }
    const received = this.#keep(text, payload);
    void this.#act(received, decideReceived(payload, this.#ports.rules()));
    return { status: 200, body: { status: 'received' } };
  };

  /** Does again what the rules, as they are now, name for a payload. Captures that it started before are found, not doubled. */
  async replay(id: number): Promise<void> {
    const received = this.find(id);
    if (received !== undefined) {
      await this.#act(received, decideReceived(received.payload, this.#ports.rules()));
    }
  }

  /** What came of something a person did with a received alert, e.g. captures that were started by hand. */
  addOutcomes(id: number, results: readonly AlertCaptureResult[]): void {
    for (const result of results) {
      this.#add(id, outcomeOf(result));
    }
  }

  dispose(): void {
    if (this.#isWriting) {
      this.#write();
    }
    this.#store.dispose();
  }

  #keep(text: string, payload: AlertPayload): ReceivedAlert {
    const received = { id: this.#nextId++, receivedAt: this.#ports.clock.now(), text, payload, count: 1, outcomes: [] };
    this.#received.push(received);
    let bytes = this.#received.reduce((sum, each) => sum + each.text.length, 0);
    while (this.#received.length > maxReceived || (bytes > maxTextBytes && this.#received.length > 1)) {
      bytes -= this.#received.shift()?.text.length ?? 0;
    }
    this.#changed();
    return received;
  }

  async #act(received: ReceivedAlert, { rule, actions, withheld }: ReceiverDecision): Promise<void> {
    const { hands } = this.#ports;
    if (withheld !== undefined) {
      this.#add(received.id, { kind: 'withheld', text: withheldText(withheld) });
    }
    await Promise.all(
      actions.map(async (action) => {
        try {
          if (action === 'startCapture' && rule !== undefined) {
            await this.#startCaptures(received, rule);
          } else if (action === 'notify') {
            await hands.notify(received);
          } else if (!this.#mayOpenWindow()) {
            const text = l10n.t('Not opened by itself: {0} windows within a minute are the limit.', windowsAMinute);
            this.#add(received.id, { kind: 'withheld', text });
          } else if (action === 'show') {
            await hands.show(received);
          } else if (action === 'openTraffic' && rule !== undefined) {
            await hands.openTraffic(received, rule);
          }
        } catch (error) {
          if (!isCancelled(error)) {
            this.#ports.log.warn(`An action for a received alert failed: ${errorText(error)}`);
            this.#add(received.id, { kind: 'problem', text: errorText(error) });
          }
        }
      }),
    );
  }

  /** Counts a window that is to be opened. @returns false when there were too many */
  #mayOpenWindow(): boolean {
    const now = this.#ports.clock.now();
    this.#windows = this.#windows.filter((at) => at > now - minuteInMs);
    if (this.#windows.length >= windowsAMinute) {
      return false;
    }
    this.#windows = [...this.#windows, now];
    return true;
  }

  async #startCaptures(received: ReceivedAlert, rule: ReceiverRule): Promise<void> {
    const machines = machinesOf(received.payload.targets);
    const allowed = machines.slice(0, this.#allowance(rule.rule));
    if (allowed.length < machines.length) {
      const left = machines.length - allowed.length;
      this.#ports.log.warn(`${left} captures were not started for "${rule.rule}": too many within an hour`);
      const text = l10n.t(
        'Captures that were not started: {0}. {1} within an hour are the limit for a rule, {2} for all.',
        left,
        capturesAnHour.rule,
        capturesAnHour.all,
      );
      this.#add(received.id, { kind: 'withheld', text });
    }
    if (allowed.length === 0) {
      return;
    }
    const at = this.#ports.clock.now();
    this.#starts.push(...allowed.map(() => ({ rule: rule.rule, at })));
    this.addOutcomes(received.id, await this.#ports.hands.startCaptures(received, rule, allowed));
  }

  /** How many captures a rule may start now. */
  #allowance(rule: string): number {
    const since = this.#ports.clock.now() - hourInMs;
    while (this.#starts[0] !== undefined && this.#starts[0].at <= since) {
      this.#starts.shift();
    }
    const ofRule = this.#starts.filter((start) => start.rule === rule).length;
    return Math.max(0, Math.min(capturesAnHour.rule - ofRule, capturesAnHour.all - this.#starts.length));
  }

  #add(id: number, outcome: ReceivedOutcome): void {
    const received = this.find(id);
    if (received !== undefined) {
      this.#replace({ ...received, outcomes: [...received.outcomes, outcome] });
    }
  }

  #replace(received: ReceivedAlert): void {
    this.#received = this.#received.map((each) => (each.id === received.id ? received : each));
    this.#changed();
  }

  #changed(): void {
    this.#changes.fire();
    if (!this.#isWriting) {
      this.#isWriting = true;
      this.#writing = this.#store.add(
        this.#ports.clock.after(writeDelayInMs, () => {
          this.#store.remove(this.#writing);
          this.#write();
        }),
      );
    }
  }

  #write(): void {
    this.#isWriting = false;
    const kept = this.#received.map(({ receivedAt, text, count, outcomes }) => ({ receivedAt, text, count, outcomes }));
    this.#ports.kept
      .write(kept)
      .catch((error: unknown) => this.#ports.log.warn(`The log of received alerts was not kept: ${errorText(error)}`));
  }
}

/** The same alert at the same moment: by its id, or, where it has none, by its whole text. */
function isSameAlert(known: ReceivedAlert, payload: AlertPayload, text: string): boolean {
  return payload.alertId === undefined
    ? known.text === text
    : known.payload.moment === payload.moment &&
        known.payload.alertId !== undefined &&
        alertKeyOf(known.payload) === alertKeyOf(payload);
}

function withheldText(reason: WithheldReason): string {
  switch (reason) {
    case 'resolved':
      return l10n.t('No capture was started: the alert is over.');
    case 'momentUnknown':
      return l10n.t('No capture was started: the payload does not say that the alert has fired.');
    case 'noTarget':
      return l10n.t('No capture was started: the payload names no virtual machine or scale set.');
  }
}

function outcomeOf(result: AlertCaptureResult): ReceivedOutcome {
  const machine = resourceName(result.targetId);
  switch (result.kind) {
    case 'started':
      return { kind: 'capture', captureId: result.captureId, text: l10n.t('Capture of {0} started', machine) };
    case 'running':
      return {
        kind: 'capture',
        captureId: result.captureId,
        text: l10n.t('Capture of {0} was there already', machine),
      };
    case 'cancelled':
      return { kind: 'withheld', text: l10n.t('The start of a capture of {0} was cancelled', machine) };
    case 'failed':
      return { kind: 'problem', text: `${machine}: ${errorText(result.error)}` };
  }
}
