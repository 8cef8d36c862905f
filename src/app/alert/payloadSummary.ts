// A payload in one or two sentences: which rule, what happened, on what, when, and whether it is over.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { AlertCriterion, AlertPayload } from '../../domain/alert/alertPayload.ts';
import type { ReportTone, Verdict } from '../../domain/diagnostic/diagnosticReport.ts';

/** Names that a sentence holds; the rest are counted. */
const maxNames = 3;

/** Makes the summary. */
export function payloadSummary(payload: AlertPayload): Verdict {
  return { tone: toneOf(payload), text: [firstSentence(payload), ...secondSentence(payload)].join(' ') };
}

/** A moment as UTC to the second, as Azure writes it. */
export function momentText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? String(time) : `${date.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** Events that only inform are neither good nor bad. */
function toneOf({ moment, severity, signal }: AlertPayload): ReportTone {
  if (moment === 'resolved') {
    return 'good';
  }
  const isGrave = severity === undefined ? signal === 'metric' || signal === 'log' : severity <= 2;
  return moment === 'fired' && isGrave ? 'bad' : 'neutral';
}

function firstSentence(payload: AlertPayload): string {
  const { schema, moment, ruleName, firedAt, resolvedAt } = payload;
  if (schema === 'unknown') {
    return l10n.t('This is no alert payload of a known form. What it holds stands below.');
  }
  const where = namesText(payload.targets.map(resourceName));
  if (schema === 'flat') {
    return l10n.t('A request for a packet capture: {0}. Whether an alert begins or is over, it does not say.', where);
  }
  const what = ruleName === undefined ? unnamedText(payload) : l10n.t('Alert "{0}"', ruleName);
  const time = moment === 'resolved' ? resolvedAt : firedAt;
  const when = time === undefined ? l10n.t('at a time that is not told') : momentText(time);
  switch (moment) {
    case 'fired':
      return l10n.t('{0} fired: {1}, {2}.', what, where, when);
    case 'resolved':
      return l10n.t('{0} is over: {1}, {2}.', what, where, when);
    case 'unknown':
      return l10n.t('{0}: {1}, {2}. Whether it begins or is over, the payload does not say.', what, where, when);
  }
}

/** The older payloads of activity logs and those of budgets name no rule. */
function unnamedText({ category, monitoringService = category }: AlertPayload): string {
  return monitoringService === undefined ? l10n.t('An alert') : l10n.t('An alert of {0}', monitoringService);
}

function namesText(names: readonly string[]): string {
  if (names.length === 0) {
    return l10n.t('no resource named');
  }
  const shown = names.slice(0, maxNames).join(', ');
  return names.length > maxNames ? l10n.t('{0} and {1} more', shown, names.length - maxNames) : shown;
}

function secondSentence(payload: AlertPayload): readonly string[] {
  const [criterion] = payload.criteria;
  if (criterion !== undefined) {
    return criterionSentence(criterion, payload);
  }
  const event = eventText(payload);
  const status = detailOf(payload, 'status');
  return [
    ...(event === undefined ? [] : [status === undefined ? `${event}.` : `${event} (${status}).`]),
    ...sentenceOf(detailOf(payload, 'caller'), (caller) => l10n.t('By {0}.', caller)),
    ...sentenceOf(detailOf(payload, 'properties.compromisedEntity'), (name) => l10n.t('Concerned: {0}.', name)),
  ];
}

/** The event's own title, else its operation. */
function eventText(payload: AlertPayload): string | undefined {
  const title =
    detailOf(payload, 'properties.title') ??
    detailOf(payload, 'properties.recommendationName') ??
    detailOf(payload, 'DetectionSummary') ??
    detailOf(payload, 'operationName');
  return title === undefined || payload.category === undefined ? title : `${payload.category}: ${title}`;
}

function detailOf({ details }: AlertPayload, name: string): string | undefined {
  return details.find((each) => each.name.toLowerCase() === name.toLowerCase())?.value;
}

function sentenceOf(value: string | undefined, make: (value: string) => string): readonly string[] {
  return value === undefined ? [] : [make(value)];
}

function criterionSentence(criterion: AlertCriterion, { criteria, signal }: AlertPayload): readonly string[] {
  const { value, threshold, operator = '' } = criterion;
  if (value === undefined || threshold === undefined) {
    return [];
  }
  const label = criterionLabel(criterion, signal);
  return [
    ruleText(label, value, threshold, operator),
    ...(criteria.length > 1 ? [l10n.t('Further conditions: {0}.', criteria.length - 1)] : []),
  ];
}

/** What was measured, e.g. `Outbound Flows (Average)`. */
export function criterionLabel({ metricName, aggregation }: AlertCriterion, signal: AlertPayload['signal']): string {
  const name = metricName ?? (signal === 'log' ? l10n.t('Number of results') : l10n.t('The value'));
  return aggregation === undefined || (metricName === undefined && aggregation === 'Count')
    ? name
    : `${name} (${aggregation})`;
}

/** Alerts that are over name their limit too, so that the sentence says the rule and not that it was broken. */
function ruleText(label: string, value: string, threshold: string, operator: string): string {
  switch (operator.toLowerCase().replaceAll(/[^a-z]/g, '')) {
    case 'greaterthan':
      return l10n.t('{0} was {1}; the rule fires above {2}.', label, value, threshold);
    case 'greaterthanorequal':
      return l10n.t('{0} was {1}; the rule fires at {2} or above.', label, value, threshold);
    case 'lessthan':
    case 'lowerthan':
      return l10n.t('{0} was {1}; the rule fires below {2}.', label, value, threshold);
    case 'lessthanorequal':
      return l10n.t('{0} was {1}; the rule fires at {2} or below.', label, value, threshold);
    case 'equals':
    case 'equal':
      return l10n.t('{0} was {1}; the rule fires at {2}.', label, value, threshold);
    case 'greaterorlessthan':
      return l10n.t('{0} was {1}; the rule fires outside of the usual range, at {2}.', label, value, threshold);
    default:
      return l10n.t('{0} was {1}; the threshold is {2}.', label, value, threshold);
  }
}
