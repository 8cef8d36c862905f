// The texts of the payload viewer in the user's language. Webviews have no localisation of their own, so they get the words from here.

import * as vscode from 'vscode';

/** Each text by its English original, as the view looks it up. */
export function alertTexts(): Readonly<Record<string, string>> {
  return {
    'Show JSON': vscode.l10n.t('Show JSON'),
    'Copy as Markdown': vscode.l10n.t('Copy as Markdown'),
    Copied: vscode.l10n.t('Copied'),
    'Affected resources': vscode.l10n.t('Affected resources'),
    'The payload names no resource.': vscode.l10n.t('The payload names no resource.'),
    'Show {0} in the side panel': vscode.l10n.t('Show {0} in the side panel'),
    'Start Capture': vscode.l10n.t('Start Capture'),
    'Start Capture: {0}': vscode.l10n.t('Start Capture: {0}'),
    'Copy Resource ID': vscode.l10n.t('Copy Resource ID'),
    'Copy Resource ID: {0}': vscode.l10n.t('Copy Resource ID: {0}'),
    Mark: vscode.l10n.t('Mark'),
    None: vscode.l10n.t('None'),
    good: vscode.l10n.t('good'),
    bad: vscode.l10n.t('bad'),
    answer: vscode.l10n.t('answer'),
  };
}
