// The decisions for one alert: only one that begins starts captures, each of its machines is answered for, and the same alert starts
// nothing twice. Everything that lives longer than a call is made here, once.

import { ArmClient } from './armClient.ts';
import type { Answer, Outcome } from './outcome.ts';
import { answerOf } from './outcome.ts';
import { alertCaptureName, alertKeyOf, machineOf } from './captureName.ts';
import { planOf } from './captureRequest.ts';
import { Captures } from './captures.ts';
import { Deliveries } from './deliveries.ts';
import type { Alert } from './readAlert.ts';
import { readAlert } from './readAlert.ts';
import type { Settings } from './settings.ts';
import type { StartContext } from './startCapture.ts';
import { failureOf, startCapture } from './startCapture.ts';
import { parseTarget, readTarget } from './target.ts';
import type { Target } from './target.ts';
import type { GetToken } from './token.ts';
import { Watchers } from './watchers.ts';

/** Machines of one alert that are looked at. */
const mostTargets = 20;
/** An action group waits ten seconds for an answer. */
const answersWithinInMs = 8000;
/** Deliveries of a body without id or time are the same one within this time. */
const unnamedWindowInMs = 300_000;

/** Answers alerts. */
export class AlertCaptures {
  readonly #settings: Settings;
  readonly #arm: ArmClient;
  readonly #captures: Captures;
  readonly #watchers: Watchers;
  readonly #deliveries = new Deliveries();
  readonly #startsNow = new Map<string, Set<string>>();

  constructor(settings: Settings, getToken: GetToken) {
    this.#settings = settings;
    this.#arm = new ArmClient(settings.armEndpoint, getToken);
    this.#captures = new Captures(this.#arm);
    this.#watchers = new Watchers(this.#arm, settings.watcherGroup);
  }

  /** @param body the delivered JSON as a value */
  async answer(body: unknown): Promise<{ readonly status: number; readonly jsonBody: Answer }> {
    const alert = readAlert(body);
    if (alert.moment !== 'fired') {
      return answerOf(await this.#notFired(alert), this.#settings.problems);
    }
    const plan = planOf(alert, this.#settings);
    if (plan === undefined) {
      const detail = 'The app setting CAPTURE_STORAGE_ID is missing.';
      return answerOf([{ kind: 'failed', entry: { reason: 'notConfigured', detail } }], this.#settings.problems);
    }
    const context = this.#context();
    const outcomes = await this.#forEachTarget(alert, (target, name, key) =>
      this.#deliveries.once(key, () => {
        const machine = readTarget(this.#arm, target, context.until);
        return startCapture(context, { target, name, plan, machine });
      }),
    );
    return answerOf(outcomes, [...this.#settings.problems, ...plan.notes]);
  }

  /** An alert that is over, and of which nobody knows, starts nothing; it may stop what it started. */
  async #notFired(alert: Alert): Promise<readonly Outcome[]> {
    if (alert.moment === 'resolved' && this.#settings.stopsOnResolved) {
      return await this.#forEachTarget(alert, (target, name) => this.#stop(target, name));
    }
    const detail =
      alert.moment === 'resolved'
        ? 'The alert is resolved; only one that fires starts a capture.'
        : 'The body does not say that an alert fired.';
    return [{ kind: 'skipped', entry: { reason: alert.moment === 'resolved' ? 'resolved' : 'notFired', detail } }];
  }

  async #forEachTarget(
    alert: Alert,
    act: (target: Target, name: string, key: string) => Promise<Outcome>,
  ): Promise<readonly Outcome[]> {
    const ids = alert.targets.some((id) => parseTarget(id) !== undefined) ? alert.targets : this.#otherTargets(alert);
    const alertKey = this.#keyOf(alert);
    return await Promise.all(
      ids.map(async (id, index): Promise<Outcome> => {
        const target = parseTarget(id);
        if (target === undefined) {
          const detail = 'Packet captures need a virtual machine or a scale set.';
          return { kind: 'skipped', entry: { target: id.slice(0, 300), reason: 'notAMachine', detail } };
        }
        if (index >= mostTargets) {
          const detail = `Only the first ${mostTargets} machines of an alert are captured.`;
          return { kind: 'failed', entry: { target: id, reason: 'tooManyTargets', detail } };
        }
        return await act(target, this.#nameOf(alertKey, id), `${alertKey}|${id}`.toLowerCase());
      }),
    );
  }

  #otherTargets(alert: Alert): readonly string[] {
    const { targetIds } = this.#settings;
    return targetIds.length > 0 ? targetIds : alert.targets.length > 0 ? alert.targets : ['(none)'];
  }

  #nameOf(alertKey: string, targetId: string): string {
    const { fixedName } = this.#settings;
    return fixedName?.replace('{machine}', machineOf(targetId)) ?? alertCaptureName(alertKey, targetId);
  }

  #keyOf(alert: Alert): string {
    const { alertId, firedAt } = alert;
    const isNamed = alertId !== undefined || firedAt !== undefined;
    return alertKeyOf(
      isNamed ? alert : { ...alert, firedAt: Math.floor(Date.now() / unnamedWindowInMs) * unnamedWindowInMs },
    );
  }

  async #stop(target: Target, name: string): Promise<Outcome> {
    const { watchers, captures, until } = this.#context();
    try {
      const machine = await readTarget(this.#arm, target, until);
      const region = Promise.resolve('region' in machine ? machine.region : undefined);
      const watcherId = await watchers.find({ subscriptionId: target.subscriptionId, region }, until);
      const captureId = `${watcherId ?? ''}/packetCaptures/${name}`;
      const isThere = watcherId !== undefined && (await captures.get(captureId, until)) !== undefined;
      if (isThere) {
        await captures.stop(captureId, until);
      }
      const detail = isThere ? `The capture ${name} was asked to stop.` : 'No capture of this alert is there to stop.';
      return { kind: 'skipped', entry: { target: target.id, reason: isThere ? 'stopped' : 'resolved', detail } };
    } catch (error) {
      return { kind: 'failed', entry: { target: target.id, ...failureOf(error) } };
    }
  }

  #context(): StartContext {
    return {
      captures: this.#captures,
      watchers: this.#watchers,
      settings: this.#settings,
      startsNow: this.#startsNow,
      until: Date.now() + answersWithinInMs,
    };
  }
}
