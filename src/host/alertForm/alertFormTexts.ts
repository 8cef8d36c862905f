// The texts of the metric alert form in the user's language. Webviews have no localisation of their own, so they get the words from here.

import * as vscode from 'vscode';

type Texts = Readonly<Record<string, string>>;

/** Each text by its English original or its id, as the page looks it up. */
export function alertFormTexts(): Texts {
  return { ...conditionTexts(), ...ruleTexts(), ...choiceTexts(), ...problemTexts() };
}

/** What is measured, and when the rule fires. */
function conditionTexts(): Texts {
  return {
    'What is measured': vscode.l10n.t('What is measured'),
    'Find a metric': vscode.l10n.t('Find a metric'),
    'Name, unit or description': vscode.l10n.t('Name, unit or description'),
    Metric: vscode.l10n.t('Metric'),
    'Azure measures nothing of this resource.': vscode.l10n.t('Azure measures nothing of this resource.'),
    '{0} of {1} metrics fit. Deprecated ones are left out.': vscode.l10n.t(
      '{0} of {1} metrics fit. Deprecated ones are left out.',
    ),
    'Unit: {0}': vscode.l10n.t('Unit: {0}'),
    Aggregation: vscode.l10n.t('Aggregation'),
    'Loading…': vscode.l10n.t('Loading…'),
    'Choose…': vscode.l10n.t('Choose…'),
    'Dimension {0}': vscode.l10n.t('Dimension {0}'),
    'Each value, also those to come': vscode.l10n.t('Each value, also those to come'),
    'Not told apart: all values together are one.': vscode.l10n.t('Not told apart: all values together are one.'),
    'Each value is watched by itself and fires an alert of its own.': vscode.l10n.t(
      'Each value is watched by itself and fires an alert of its own.',
    ),
    'Plot of {0}': vscode.l10n.t('Plot of {0}'),
    Threshold: vscode.l10n.t('Threshold'),
    'When it fires': vscode.l10n.t('When it fires'),
    'Kind of threshold': vscode.l10n.t('Kind of threshold'),
    'A number': vscode.l10n.t('A number'),
    'Learned by Azure': vscode.l10n.t('Learned by Azure'),
    'Fires when the value is': vscode.l10n.t('Fires when the value is'),
    Value: vscode.l10n.t('Value'),
    'A number in the unit of the metric.': vscode.l10n.t('A number in the unit of the metric.'),
    '{0}, proposed: a fifth above the highest value of this time.': vscode.l10n.t(
      '{0}, proposed: a fifth above the highest value of this time.',
    ),
    Sensitivity: vscode.l10n.t('Sensitivity'),
    'Of the last evaluations': vscode.l10n.t('Of the last evaluations'),
    'must fail': vscode.l10n.t('must fail'),
    'Looked at every': vscode.l10n.t('Looked at every'),
    'Over the last': vscode.l10n.t('Over the last'),
    'What was measured': vscode.l10n.t('What was measured'),
    'Time that the plot shows': vscode.l10n.t('Time that the plot shows'),
    'Reading the metric…': vscode.l10n.t('Reading the metric…'),
    'Nothing was measured in this time ({0}): the machine may have been off.': vscode.l10n.t(
      'Nothing was measured in this time ({0}): the machine may have been off.',
    ),
    'Lowest {0}, mean {1}, highest {2}.': vscode.l10n.t('Lowest {0}, mean {1}, highest {2}.'),
  };
}

/** The rest of the page. */
function ruleTexts(): Texts {
  return {
    'Each point is the {0} of {1}.': vscode.l10n.t('Each point is the {0} of {1}.'),
    'Would not have fired ({0}).': vscode.l10n.t('Would not have fired ({0}).'),
    'Would have fired once ({0}).': vscode.l10n.t('Would have fired once ({0}).'),
    'Would have fired {0} times ({1}).': vscode.l10n.t('Would have fired {0} times ({1}).'),
    '{0} of {1} evaluations met the condition.': vscode.l10n.t('{0} of {1} evaluations met the condition.'),
    'An estimate: over this time Azure’s values are read in steps of 5 minutes.': vscode.l10n.t(
      'An estimate: over this time Azure’s values are read in steps of 5 minutes.',
    ),
    'Azure learns the band from up to ten days of the metric and does not tell it beforehand, so it is not drawn here.':
      vscode.l10n.t(
        'Azure learns the band from up to ten days of the metric and does not tell it beforehand, so it is not drawn here.',
      ),
    'Curves: {0}, one for each value of the dimensions.': vscode.l10n.t(
      'Curves: {0}, one for each value of the dimensions.',
    ),
    'Shown is {0}; the rule watches each of {1} resources by itself.': vscode.l10n.t(
      'Shown is {0}; the rule watches each of {1} resources by itself.',
    ),
    'The rule': vscode.l10n.t('The rule'),
    Name: vscode.l10n.t('Name'),
    'Resource group': vscode.l10n.t('Resource group'),
    Severity: vscode.l10n.t('Severity'),
    Description: vscode.l10n.t('Description'),
    'Resolve by itself after three healthy evaluations': vscode.l10n.t(
      'Resolve by itself after three healthy evaluations',
    ),
    'Action groups': vscode.l10n.t('Action groups'),
    'Whom it calls': vscode.l10n.t('Whom it calls'),
    'There is no action group. The rule can call one later: edit it then.': vscode.l10n.t(
      'There is no action group. The rule can call one later: edit it then.',
    ),
    disabled: vscode.l10n.t('disabled'),
    'Sent along': vscode.l10n.t('Sent along'),
    'Name {0}': vscode.l10n.t('Name {0}'),
    'Name, e.g. timeLimitInSeconds': vscode.l10n.t('Name, e.g. timeLimitInSeconds'),
    'Value {0}': vscode.l10n.t('Value {0}'),
    'Remove {0}': vscode.l10n.t('Remove {0}'),
    'Add a name and value': vscode.l10n.t('Add a name and value'),
    'Whoever is called reads them, e.g. the Function that starts captures. They are no place for secrets.':
      vscode.l10n.t(
        'Whoever is called reads them, e.g. the Function that starts captures. They are no place for secrets.',
      ),
    'New metric alert': vscode.l10n.t('New metric alert'),
    'Watches {0}': vscode.l10n.t('Watches {0}'),
    'Copy as Bicep': vscode.l10n.t('Copy as Bicep'),
    'Creating…': vscode.l10n.t('Creating…'),
    'Create Rule': vscode.l10n.t('Create Rule'),
    'To be completed or corrected:': vscode.l10n.t('To be completed or corrected:'),
    'Copied.': vscode.l10n.t('Copied.'),
    Retry: vscode.l10n.t('Retry'),
  };
}

/** What can be chosen. */
function choiceTexts(): Texts {
  return {
    'aggregation.Average': vscode.l10n.t('average'),
    'aggregation.Minimum': vscode.l10n.t('minimum'),
    'aggregation.Maximum': vscode.l10n.t('maximum'),
    'aggregation.Total': vscode.l10n.t('total'),
    'aggregation.Count': vscode.l10n.t('count'),
    'operator.GreaterThan': vscode.l10n.t('greater than'),
    'operator.GreaterThanOrEqual': vscode.l10n.t('greater than or equal to'),
    'operator.LessThan': vscode.l10n.t('less than'),
    'operator.LessThanOrEqual': vscode.l10n.t('less than or equal to'),
    'operator.Equals': vscode.l10n.t('equal to'),
    'dynamic.GreaterOrLessThan': vscode.l10n.t('outside the learned band'),
    'dynamic.GreaterThan': vscode.l10n.t('above the learned band'),
    'dynamic.LessThan': vscode.l10n.t('below the learned band'),
    'sensitivity.Low': vscode.l10n.t('Low: a wide band, few alerts'),
    'sensitivity.Medium': vscode.l10n.t('Medium'),
    'sensitivity.High': vscode.l10n.t('High: a narrow band, many alerts'),
    'span.1h': vscode.l10n.t('last hour'),
    'span.6h': vscode.l10n.t('last 6 hours'),
    'span.24h': vscode.l10n.t('last 24 hours'),
    'span.7d': vscode.l10n.t('last 7 days'),
    'severity.0': vscode.l10n.t('0, critical'),
    'severity.1': vscode.l10n.t('1, error'),
    'severity.2': vscode.l10n.t('2, warning'),
    'severity.3': vscode.l10n.t('3, informational'),
    'severity.4': vscode.l10n.t('4, verbose'),
  };
}

/** What can be wrong, and the names of the fields that it is wrong with. */
function problemTexts(): Texts {
  return {
    'problem.scopes': vscode.l10n.t('A rule watches resources of one type and region.'),
    'problem.resourceGroup': vscode.l10n.t('Name an existing resource group for the rule.'),
    'problem.name.empty': vscode.l10n.t('A rule needs a name.'),
    'problem.name.tooLong': vscode.l10n.t('At most 260 characters.'),
    'problem.name.characters': vscode.l10n.t('Without * # & + : < > ? @ % slashes or braces, and not ending in a dot.'),
    'problem.name.taken': vscode.l10n.t(
      'There is a rule of this name in the resource group. It would not be overwritten.',
    ),
    'problem.severity': vscode.l10n.t('0 to 4.'),
    'problem.metric': vscode.l10n.t('Choose what is measured.'),
    'problem.dimensions': vscode.l10n.t('Choose values of the dimension.'),
    'problem.threshold': vscode.l10n.t('Write a number, with a point for decimals.'),
    'problem.periods': vscode.l10n.t('1 to 6 evaluations, of which no more can fail.'),
    'problem.frequency': vscode.l10n.t('Azure does not evaluate this kind of threshold so often.'),
    'problem.window': vscode.l10n.t('The time that is looked at cannot be shorter than the pause between evaluations.'),
    'problem.properties': vscode.l10n.t('Each value needs a name, and each name is used once.'),
    'label.scopes': vscode.l10n.t('Resources'),
    'label.resourceGroup': vscode.l10n.t('Resource group'),
    'label.name': vscode.l10n.t('Name'),
    'label.severity': vscode.l10n.t('Severity'),
    'label.metric': vscode.l10n.t('Metric'),
    'label.dimensions': vscode.l10n.t('Dimensions'),
    'label.threshold': vscode.l10n.t('Value'),
    'label.periods': vscode.l10n.t('Evaluations'),
    'label.frequency': vscode.l10n.t('Looked at every'),
    'label.window': vscode.l10n.t('Over the last'),
    'label.properties': vscode.l10n.t('Sent along'),
  };
}
