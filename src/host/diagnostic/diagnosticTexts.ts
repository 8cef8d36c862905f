// The texts of the diagnostic panel in the user's language. Webviews have no localisation of their own, so they get the words from here.

import * as vscode from 'vscode';

/** Each text by its English original, as the view looks it up. */
export function diagnosticTexts(): Readonly<Record<string, string>> {
  return {
    'Asking Azure...': vscode.l10n.t('Asking Azure...'),
    'This may take up to a minute.': vscode.l10n.t('This may take up to a minute.'),
    'It was stopped before there was an answer.': vscode.l10n.t('It was stopped before there was an answer.'),
    Cancel: vscode.l10n.t('Cancel'),
    'Run again': vscode.l10n.t('Run again'),
    'Ask anew...': vscode.l10n.t('Ask anew...'),
    'Show JSON': vscode.l10n.t('Show JSON'),
    'Copy as Markdown': vscode.l10n.t('Copy as Markdown'),
    Copied: vscode.l10n.t('Copied'),
    'Answered {0}': vscode.l10n.t('Answered {0}'),
    Mark: vscode.l10n.t('Mark'),
    good: vscode.l10n.t('good'),
    bad: vscode.l10n.t('bad'),
    answer: vscode.l10n.t('answer'),
    error: vscode.l10n.t('error'),
    warning: vscode.l10n.t('warning'),
    None: vscode.l10n.t('None'),
    'next hop in {0}': vscode.l10n.t('next hop in {0}'),
    '{0} more': vscode.l10n.t('{0} more'),
    'Smaller picture': vscode.l10n.t('Smaller picture'),
    'Larger picture': vscode.l10n.t('Larger picture'),
    'Whole picture': vscode.l10n.t('Whole picture'),
    'The arrow keys go from resource to resource, Enter shows what is known of one.': vscode.l10n.t(
      'The arrow keys go from resource to resource, Enter shows what is known of one.',
    ),
    'within {0}': vscode.l10n.t('within {0}'),
    'connected to {0}': vscode.l10n.t('connected to {0}'),
    'this machine': vscode.l10n.t('this machine'),
    Kind: vscode.l10n.t('Kind'),
    Region: vscode.l10n.t('Region'),
    'Resource group': vscode.l10n.t('Resource group'),
    'Connected to': vscode.l10n.t('Connected to'),
    'Rules, routes and other parts': vscode.l10n.t('Rules, routes and other parts'),
    'Copy Resource ID': vscode.l10n.t('Copy Resource ID'),
    'Choose a resource in the picture to see what is known of it.': vscode.l10n.t(
      'Choose a resource in the picture to see what is known of it.',
    ),
  };
}
