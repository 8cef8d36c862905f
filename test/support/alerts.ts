// Alerts of one subscription in memory: what is listed can be replaced by a failure, and what is written is kept.

import type {
  AlertHistory,
  AlertInventory,
  AlertRuleWork,
  ListAlertRulesOptions,
  MetricSource,
  ResourceDocument,
} from '../../src/app/alert/ports.ts';
import type { ActionGroup, ReceiverResult } from '../../src/domain/alert/actionGroup.ts';
import type { AlertRule } from '../../src/domain/alert/alertRule.ts';
import type { AlertChange, FiredAlert, SettableState } from '../../src/domain/alert/firedAlert.ts';
import type { MetricDefinition, MetricSeries } from '../../src/domain/alert/metric.ts';

/** Alerts as a test wants them. */
export class FakeAlerts implements AlertInventory, AlertHistory, AlertRuleWork, MetricSource {
  rules: () => readonly AlertRule[] = () => [];
  groups: () => readonly ActionGroup[] = () => [];
  fired: () => readonly FiredAlert[] = () => [];
  changes: () => readonly AlertChange[] = () => [];
  definitions: readonly MetricDefinition[] = [];
  series: readonly MetricSeries[] = [];
  results: readonly ReceiverResult[] = [];
  readonly documents = new Map<string, ResourceDocument>();
  /** What was asked to change, in order. */
  readonly calls: string[] = [];

  /** Told of besides the rules: lists that are not allowed. */
  ruleFailures: readonly unknown[] = [];
  async listAlertRules({ onFailure }: ListAlertRulesOptions = {}): Promise<readonly AlertRule[]> {
    for (const failure of this.ruleFailures) {
      onFailure?.(failure);
    }
    return this.rules();
  }
  async listActionGroups(): Promise<readonly ActionGroup[]> {
    return this.groups();
  }
  async listFiredAlerts(): Promise<readonly FiredAlert[]> {
    return this.fired();
  }
  async getFiredAlert(alertId: string): Promise<unknown> {
    return this.documents.get(alertId)?.value ?? { id: alertId };
  }
  async listChanges(): Promise<readonly AlertChange[]> {
    return this.changes();
  }
  async setState(alertId: string, state: SettableState): Promise<void> {
    this.calls.push(`state ${alertId} ${state}`);
  }
  async getDocument(id: string): Promise<ResourceDocument> {
    return this.documents.get(id) ?? { value: { id } };
  }
  async putDocument(id: string, value: unknown): Promise<ResourceDocument> {
    this.calls.push(`put ${id}`);
    this.documents.set(id, { value });
    return { value };
  }
  async setEnabled(id: string, isEnabled: boolean): Promise<void> {
    this.calls.push(`${isEnabled ? 'enable' : 'disable'} ${id}`);
  }
  async delete(id: string): Promise<void> {
    this.calls.push(`delete ${id}`);
  }
  async testActionGroup(groupId: string, alertType: string): Promise<readonly ReceiverResult[]> {
    this.calls.push(`test ${groupId} ${alertType}`);
    return this.results;
  }
  async listDefinitions(): Promise<readonly MetricDefinition[]> {
    return this.definitions;
  }
  async readMetric(): Promise<readonly MetricSeries[]> {
    return this.series;
  }
}
