// The status bar's line on live traffic: calls a second, the share of failures, and what waits for an answer, over all panels.

import * as vscode from 'vscode';
import type { TrafficSession } from '../../app/traffic/trafficSession.ts';
import type { Clock } from '../../base/clock.ts';
import { DisposableStore } from '../../base/disposable.ts';
import { commandIds } from '../contributions.ts';

/** Over which the rate is taken; short enough to follow, long enough to be read. */
const windowInSeconds = 10;

interface Sample {
  readonly calls: number;
  readonly answers: number;
  readonly failures: number;
}

/** Shown as long as there are sessions. */
export class TrafficStatusBar implements vscode.Disposable {
  readonly #store = new DisposableStore();
  readonly #item: vscode.StatusBarItem;
  readonly #sessions: () => readonly TrafficSession[];
  #samples: readonly Sample[] = [];

  constructor(clock: Clock, sessions: () => readonly TrafficSession[]) {
    this.#sessions = sessions;
    this.#item = this.#store.add(
      vscode.window.createStatusBarItem('wirewatch.traffic', vscode.StatusBarAlignment.Left, -10),
    );
    this.#item.name = vscode.l10n.t('Live Traffic');
    this.#item.command = commandIds.showTraffic;
    this.#store.add(clock.every(1000, () => this.#update()));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #update(): void {
    const sessions = this.#sessions();
    if (sessions.length === 0) {
      this.#samples = [];
      this.#item.hide();
      return;
    }
    const now = total(sessions);
    if (now.calls < (this.#samples.at(-1)?.calls ?? 0)) {
      // A panel was closed or cleared: the rate is taken from here on.
      this.#samples = [];
    }
    const before = this.#samples[0] ?? now;
    this.#samples = [...this.#samples, now].slice(-windowInSeconds - 1);
    const seconds = Math.max(1, this.#samples.length - 1);
    const calls = Math.max(0, now.calls - before.calls) / seconds;
    const answers = Math.max(0, now.answers - before.answers);
    const share = answers === 0 ? 0 : Math.max(0, now.failures - before.failures) / answers;
    const waiting = sessions.reduce((sum, session) => sum + session.status.pendingExchanges, 0);
    const unanswered = sessions.reduce((sum, session) => sum + session.status.unansweredExchanges, 0);
    const isDown = sessions.some(({ status }) => status.state !== 'live' && status.state !== 'stopped');
    this.#item.text = [
      `$(${isDown ? 'debug-disconnect' : 'pulse'}) ${calls.toLocaleString(undefined, { maximumFractionDigits: 1 })}/s`,
      ...(share > 0 ? [`$(error) ${Math.round(share * 100)}%`] : []),
      ...(unanswered > 0 ? [`$(watch) ${unanswered}`] : []),
    ].join(' ');
    this.#item.tooltip = [
      ...sessions.map(({ source, status }) => `${source.hub}: ${stateText(status.state)}`),
      vscode.l10n.t('{0} calls per second', calls.toFixed(1)),
      vscode.l10n.t('{0}% server errors', Math.round(share * 100)),
      vscode.l10n.t('{0} waiting, {1} unanswered', waiting, unanswered),
    ].join('\n');
    this.#item.accessibilityInformation = { label: `${vscode.l10n.t('Live Traffic')}: ${this.#item.tooltip}` };
    this.#item.show();
  }
}

function stateText(state: TrafficSession['status']['state']): string {
  switch (state) {
    case 'connecting':
      return vscode.l10n.t('connecting');
    case 'live':
      return vscode.l10n.t('live');
    case 'reconnecting':
      return vscode.l10n.t('reconnecting');
    case 'failed':
      return vscode.l10n.t('failed');
    case 'stopped':
      return vscode.l10n.t('stopped');
  }
}

function total(sessions: readonly TrafficSession[]): Sample {
  return sessions.reduce<Sample>(
    (sum, { exchanges }) => ({
      calls: sum.calls + exchanges.counts.total,
      answers: sum.answers + exchanges.counts.answered,
      failures: sum.failures + exchanges.counts.serverErrors,
    }),
    { calls: 0, answers: 0, failures: 0 },
  );
}
