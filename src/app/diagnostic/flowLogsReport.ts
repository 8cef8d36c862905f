// The flow logs of a region with their settings: what each watches, where it writes, how long that is kept.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport, ReportRow } from '../../domain/diagnostic/diagnosticReport.ts';
import { flowLogScopeOf } from '../../domain/diagnostic/flowLog.ts';
import type { FlowLog, FlowLogScope } from '../../domain/diagnostic/flowLog.ts';

/** Makes the report. */
export function flowLogsReport(machine: DiagnosticMachine, logs: readonly FlowLog[]): DiagnosticReport {
  const on = logs.filter(({ isEnabled }) => isEnabled).length;
  return {
    kind: 'flowLogs',
    title: l10n.t('Flow logs in {0}', machine.region),
    verdict: {
      tone: 'neutral',
      text:
        logs.length === 0
          ? l10n.t('There is no flow log in {0}.', machine.region)
          : l10n.t('Flow logs in {0}: {1}; switched on: {2}.', machine.region, logs.length, on),
    },
    sections:
      logs.length === 0
        ? []
        : [
            {
              kind: 'table',
              title: l10n.t('Flow logs'),
              columns: [
                l10n.t('Name'),
                l10n.t('State'),
                l10n.t('Watches'),
                l10n.t('Storage account'),
                l10n.t('Kept'),
                l10n.t('Format'),
                l10n.t('Records'),
                l10n.t('Only traffic that fits'),
                l10n.t('Traffic analytics'),
                l10n.t('Provisioning'),
              ],
              rows: logs.map(toRow),
            },
          ],
  };
}

function toRow(log: FlowLog): ReportRow {
  return {
    cells: [
      log.name,
      log.isEnabled ? l10n.t('on') : l10n.t('off'),
      `${resourceName(log.targetId)} (${scopeText(flowLogScopeOf(log.targetId))})`,
      resourceName(log.storageId),
      keptText(log.retentionInDays),
      log.version === undefined ? '' : l10n.t('version {0}', log.version),
      recordsText(log.recordTypes),
      log.filter === '' ? l10n.t('all') : log.filter,
      analyticsText(log),
      log.provisioningState,
    ],
    tone: log.isEnabled ? 'good' : 'neutral',
  };
}

function scopeText(scope: FlowLogScope): string {
  switch (scope) {
    case 'virtualNetwork':
      return l10n.t('virtual network');
    case 'subnet':
      return l10n.t('subnet');
    case 'networkInterface':
      return l10n.t('network card');
    case 'networkSecurityGroup':
      return l10n.t('network security group');
    case 'other':
      return l10n.t('resource');
  }
}

function keptText(days: number | undefined): string {
  if (days === undefined || days === 0) {
    return l10n.t('for good');
  }
  return days === 1 ? l10n.t('1 day') : l10n.t('{0} days', days);
}

/** The letters of the service: begin, continue, end, deny. */
function recordsText(types: string): string {
  const words = types
    .toUpperCase()
    .split(/[\s,]*/)
    .flatMap((letter) => {
      switch (letter) {
        case 'B':
          return [l10n.t('begin')];
        case 'C':
          return [l10n.t('continuation')];
        case 'E':
          return [l10n.t('end')];
        case 'D':
          return [l10n.t('denied')];
        default:
          return [];
      }
    });
  return words.length === 0 ? l10n.t('all') : words.join(', ');
}

function analyticsText({ analytics }: FlowLog): string {
  if (analytics?.isEnabled !== true) {
    return l10n.t('off');
  }
  const workspace = resourceName(analytics.workspaceId);
  return analytics.intervalInMinutes === undefined
    ? workspace
    : l10n.t('{0}, every {1} minutes', workspace, analytics.intervalInMinutes);
}
