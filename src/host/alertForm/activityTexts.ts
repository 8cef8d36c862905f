// Categories and fields of the activity log in words.

import * as vscode from 'vscode';
import type { ActivityCategory } from '../../domain/alert/activityLogAlertDraft.ts';

/** What each category is about. */
export function categoryTexts(): Readonly<
  Record<ActivityCategory, { readonly label: string; readonly detail: string }>
> {
  return {
    Administrative: {
      label: vscode.l10n.t('Changes'),
      detail: vscode.l10n.t('Something is created, changed, deleted or started'),
    },
    ServiceHealth: {
      label: vscode.l10n.t('Service health'),
      detail: vscode.l10n.t('Incidents and maintenance of Azure itself'),
    },
    ResourceHealth: {
      label: vscode.l10n.t('Resource health'),
      detail: vscode.l10n.t('A resource becomes unavailable, or available again'),
    },
    Security: { label: vscode.l10n.t('Security'), detail: vscode.l10n.t('Alerts of Microsoft Defender for Cloud') },
    Recommendation: { label: vscode.l10n.t('Recommendations'), detail: vscode.l10n.t('New advice of Azure Advisor') },
    Policy: { label: vscode.l10n.t('Policy'), detail: vscode.l10n.t('A policy audits or denies something') },
    Autoscale: { label: vscode.l10n.t('Autoscale'), detail: vscode.l10n.t('A scale set grows or shrinks by itself') },
  };
}

/** A field in words; those that nobody has words for as the service calls them. */
export function activityFieldText(field: string): string {
  const texts: Readonly<Record<string, string>> = {
    operationName: vscode.l10n.t('Operation'),
    status: vscode.l10n.t('Status'),
    level: vscode.l10n.t('Level'),
    caller: vscode.l10n.t('Who did it'),
    'properties.incidentType': vscode.l10n.t('Kind of event'),
    'properties.impactedServices[*].ServiceName': vscode.l10n.t('Services'),
    'properties.impactedServices[*].ImpactedRegions[*].RegionName': vscode.l10n.t('Regions'),
    'properties.currentHealthStatus': vscode.l10n.t('Health now'),
    'properties.previousHealthStatus': vscode.l10n.t('Health before'),
    'properties.cause': vscode.l10n.t('Cause'),
    'properties.severity': vscode.l10n.t('Severity'),
    'properties.recommendationCategory': vscode.l10n.t('Category of advice'),
    'properties.recommendationImpact': vscode.l10n.t('Impact'),
  };
  return texts[field] ?? field;
}
