// A payload of an alert as a plain report: a summary, the affected resources, the condition as a table, and everything else that it
// tells, in its order. What was not understood stands at the end, with its place.

import * as l10n from '@vscode/l10n';
import { asRecord, asString } from '../../base/json.ts';
import type { AlertCriterion, AlertPayload, AlertProperty, PayloadProblem } from '../../domain/alert/alertPayload.ts';
import type { AlertResource, PayloadReport, PayloadSection } from '../../domain/alert/payloadReport.ts';
import { parseResourceId, resourceName } from '../../domain/arm/resourceId.ts';
import { withoutSecrets } from '../../domain/arm/withoutSecrets.ts';
import { targetsInText } from '../../domain/capture/captureDraft.ts';
import { reportText } from '../diagnostic/reportText.ts';
import { factOf } from '../diagnostic/reportWords.ts';
import { criterionLabel, momentText, payloadSummary } from './payloadSummary.ts';

/** Makes the report. Values under names of secrets, and the queries of addresses, are left out as `***`. */
export function payloadReport(payload: AlertPayload): PayloadReport {
  return {
    title: payload.ruleName ?? l10n.t('Alert payload'),
    verdict: payloadSummary(payload),
    isResolved: payload.moment === 'resolved',
    resources: payload.targets.map(resourceOf),
    sections: [
      conditionTable(payload),
      conditionFacts(payload),
      alertFacts(payload),
      propertyFacts(l10n.t('Custom properties'), payload.properties),
      ...detailSections(payload.details),
      problemTable(payload.problems),
    ].filter((section) => (section.kind === 'facts' ? section.facts : section.rows).length > 0),
  };
}

/** The report as Markdown, for a ticket or a message. */
export function payloadReportText(report: PayloadReport): string {
  const resources: PayloadSection = {
    kind: 'table',
    title: l10n.t('Affected resources'),
    columns: [l10n.t('Name'), l10n.t('Kind'), l10n.t('Resource ID')],
    rows: report.resources.map(({ name, kind, id }) => ({ cells: [name, kind, id] })),
  };
  return reportText({ ...report, sections: [...(resources.rows.length > 0 ? [resources] : []), ...report.sections] });
}

function resourceOf(id: string): AlertResource {
  const [captureTargetId] = targetsInText(id);
  // A name with letters that no machine has would be cut to another machine's.
  const isWhole = captureTargetId !== undefined && /^(?:$|\/)/.test(id.slice(captureTargetId.length));
  return { id, name: resourceName(id), kind: kindText(id), ...(isWhole ? { captureTargetId } : {}) };
}

function kindText(id: string): string {
  const parsed = parseResourceId(id);
  if (parsed !== undefined) {
    return [parsed.type, parsed.resourceGroup].filter(Boolean).join(' · ');
  }
  switch (id.split('/').length) {
    case 3:
      return l10n.t('subscription');
    case 5:
      return l10n.t('resource group');
    default:
      return '';
  }
}

function alertFacts(payload: AlertPayload): PayloadSection {
  const { window } = payload;
  return {
    kind: 'facts',
    title: l10n.t('Alert'),
    facts: [
      ...factOf(l10n.t('State'), stateText(payload.moment)),
      ...factOf(l10n.t('Severity'), severityText(payload.severity)),
      ...factOf(l10n.t('Rule'), payload.ruleName),
      ...factOf(l10n.t('Rule ID'), payload.ruleId),
      ...factOf(l10n.t('Description'), payload.description),
      ...factOf(l10n.t('Fired'), timeText(payload.firedAt)),
      ...factOf(l10n.t('Resolved'), timeText(payload.resolvedAt)),
      ...factOf(
        l10n.t('Looked at'),
        window === undefined ? undefined : `${momentText(window.from)} – ${momentText(window.to)}`,
      ),
      ...factOf(l10n.t('Signal'), signalText(payload.signal)),
      ...factOf(l10n.t('Service'), payload.monitoringService),
      ...factOf(l10n.t('Category'), payload.category),
      ...factOf(l10n.t('Alert ID'), payload.alertId),
      ...factOf(l10n.t('Form of the payload'), schemaText(payload.schema)),
    ],
  };
}

function timeText(moment: number | undefined): string | undefined {
  return moment === undefined ? undefined : momentText(moment);
}

function conditionTable({ criteria, signal }: AlertPayload): PayloadSection {
  return {
    kind: 'table',
    title: l10n.t('Condition'),
    columns: [
      l10n.t('Measured'),
      l10n.t('Value'),
      l10n.t('Operator'),
      l10n.t('Threshold'),
      l10n.t('Dimensions'),
      l10n.t('Namespace'),
    ],
    rows: criteria.map((criterion) => ({
      cells: [
        criterionLabel(criterion, signal),
        criterion.value ?? '',
        criterion.operator ?? '',
        criterion.threshold ?? '',
        criterion.dimensions.map(({ name, value }) => `${name} = ${value}`).join(', '),
        criterion.metricNamespace ?? '',
      ],
    })),
  };
}

/** What is said of the criteria beyond the table's columns; with several each name carries its criterion's. */
function conditionFacts({ criteria, signal }: AlertPayload): PayloadSection {
  const named = (criterion: AlertCriterion, { name, value }: AlertProperty): AlertProperty => ({
    name: criteria.length > 1 ? `${criterionLabel(criterion, signal)}: ${name}` : name,
    value,
  });
  return propertyFacts(
    l10n.t('More about the condition'),
    criteria.flatMap((criterion) => criterion.details.map((detail) => named(criterion, detail))),
  );
}

function propertyFacts(title: string, properties: readonly AlertProperty[]): PayloadSection {
  return {
    kind: 'facts',
    title,
    facts: properties.map(({ name, value }) => ({ label: name, value: shownValue(name, value) })),
  };
}

/** Details one by one, and then those of each inner object under its name, e.g. of `claims`. */
function detailSections(details: readonly AlertProperty[]): readonly PayloadSection[] {
  const groups = new Map<string, AlertProperty[]>([['', []]]);
  for (const { name, value } of details) {
    const dot = name.indexOf('.');
    const group = dot > 0 ? name.slice(0, dot) : '';
    groups.set(group, [...(groups.get(group) ?? []), { name: name.slice(group === '' ? 0 : dot + 1), value }]);
  }
  return Array.from(groups, ([group, own]) =>
    propertyFacts(group === '' ? l10n.t('Details') : l10n.t('Details: {0}', group), own),
  );
}

function shownValue(name: string, value: string): string {
  // The last part of a name such as `properties.apiKey` tells what a value is.
  const [shown] = Object.values(asRecord(withoutSecrets({ [name.split('.').at(-1) ?? name]: value })));
  return asString(shown) ?? value;
}

function problemTable(problems: readonly PayloadProblem[]): PayloadSection {
  return {
    kind: 'table',
    title: l10n.t('What was not understood'),
    columns: [l10n.t('Place'), l10n.t('Problem')],
    rows: problems.map(({ kind, path }) => ({
      cells: [path === '' ? l10n.t('the whole') : path, problemText(kind)],
    })),
  };
}

function problemText(kind: PayloadProblem['kind']): string {
  switch (kind) {
    case 'notJson':
      return l10n.t('This is not JSON.');
    case 'notAnObject':
      return l10n.t('This is JSON, but no object.');
    case 'unknownSchema':
      return l10n.t('This form is not known.');
    case 'missing':
      return l10n.t('This is missing.');
    case 'wrongType':
      return l10n.t('This is of another type than documented.');
    case 'unreadable':
      return l10n.t('This could not be read, or not whole.');
  }
}

function stateText(moment: AlertPayload['moment']): string | undefined {
  switch (moment) {
    case 'fired':
      return l10n.t('fired');
    case 'resolved':
      return l10n.t('over');
    case 'unknown':
      return undefined;
  }
}

function severityText(severity: number | undefined): string | undefined {
  const names = [l10n.t('critical'), l10n.t('error'), l10n.t('warning'), l10n.t('informational'), l10n.t('verbose')];
  return severity === undefined ? undefined : `${severity} (${names[severity] ?? ''})`;
}

function signalText(signal: AlertPayload['signal']): string | undefined {
  switch (signal) {
    case 'metric':
      return l10n.t('metric');
    case 'log':
      return l10n.t('log search');
    case 'activityLog':
      return l10n.t('activity log');
    case 'unknown':
      return undefined;
  }
}

function schemaText(schema: AlertPayload['schema']): string {
  switch (schema) {
    case 'common':
      return l10n.t('common alert schema');
    case 'metric':
      return l10n.t('older schema of metric alerts');
    case 'activityLog':
      return l10n.t('older schema of activity log alerts');
    case 'classicMetric':
      return l10n.t('classic metric alert');
    case 'logV1':
      return l10n.t('log alert of the first version');
    case 'flat':
      return l10n.t('flat request for a capture');
    case 'unknown':
      return l10n.t('not known');
  }
}
