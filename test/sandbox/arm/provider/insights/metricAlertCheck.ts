// What Azure refuses in a metric alert. The codes are Azure's where they are known; the wording is close, not recorded.

import type { ArmContext } from '../../armContext.ts';
import { badRequest, resourceNotFound } from '../../armError.ts';
import type { ArmError } from '../../armError.ts';
import type { Resource } from '../../armState.ts';
import { parseResourceId } from '../../resourceId.ts';
import { minutesOf } from '../../../monitor/duration.ts';
import { aggregations, definitionOf, definitionsOf } from '../../../monitor/metricCatalog.ts';
import { asList, asRecord, asText, isSame } from '../../../monitor/read.ts';
import { actionsOf } from '../../../monitor/metricRule.ts';
import { checkGroups } from './ruleStore.ts';

type Given = Readonly<Record<string, unknown>>;

const single = 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria';
const multiple = 'Microsoft.Azure.Monitor.MultipleResourceMultipleMetricCriteria';
/** Accepted and never evaluated: the sandbox has no web tests and no Prometheus. */
const others = [
  'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria',
  'Microsoft.Azure.Monitor.PromQLCriteria',
];
const staticOperators = ['Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual'];
const dynamicOperators = ['GreaterThan', 'LessThan', 'GreaterOrLessThan'];
const frequencies = [1, 5, 15, 30, 60];
const windows = [1, 5, 15, 30, 60, 360, 720, 1440];

/** @throws ArmError for properties that Azure would refuse */
export function checkMetricAlert(context: ArmContext, properties: Given): void {
  for (const name of ['severity', 'enabled', 'scopes', 'evaluationFrequency', 'criteria']) {
    if (properties[name] === undefined || properties[name] === null) {
      throw invalid(`Required property '${name}' not found in JSON. Path 'properties'.`);
    }
  }
  checkNumbers(properties);
  const criteria = asRecord(properties['criteria']);
  const type = asText(criteria['odata.type']);
  if (others.includes(type)) {
    return;
  }
  if (type !== single && type !== multiple) {
    throw invalid(`The criteria type '${type}' is not supported.`);
  }
  const targetType = checkScopes(context, properties, type);
  const allOf = asList(criteria['allOf']).map(asRecord);
  if (allOf.length === 0) {
    throw invalid('The criteria must contain at least one condition.');
  }
  allOf.forEach((criterion) =>
    checkCriterion(criterion, { targetType, window: minutesOf(properties['windowSize']) ?? 0 }),
  );
  checkGroups(
    context,
    actionsOf({ properties } as unknown as Resource).map(({ groupId }) => groupId),
  );
}

function checkNumbers(properties: Given): void {
  const { severity, enabled } = properties;
  if (typeof severity !== 'number' || !Number.isInteger(severity) || severity < 0 || severity > 4) {
    throw invalid('The severity must be a whole number from 0 to 4.');
  }
  if (typeof enabled !== 'boolean') {
    throw invalid('The property enabled must be a boolean.');
  }
  const frequency = minutesOf(properties['evaluationFrequency']) ?? 0;
  const window = minutesOf(properties['windowSize']) ?? 0;
  if (!frequencies.includes(frequency)) {
    throw invalid(`The evaluation frequency '${asText(properties['evaluationFrequency'])}' is not supported.`);
  }
  if (!windows.includes(window)) {
    throw invalid(`The window size '${asText(properties['windowSize'])}' is not supported.`);
  }
  if (window < frequency) {
    throw invalid('The window size must be greater than or equal to the evaluation frequency.');
  }
}

/** Checks the scopes; gives the type of what they hold. */
function checkScopes(context: ArmContext, properties: Given, criteriaType: string): string {
  const scopes = asList(properties['scopes']).map(asText);
  const [first = ''] = scopes;
  const isOne = scopes.length === 1 && parseResourceId(first) !== undefined;
  if (scopes.length === 0 || (criteriaType === single && !isOne)) {
    throw invalid(
      'Scopes property is invalid. Only single resource is allowed for criteria type SingleResourceMultipleMetricCriteria. If you want to create an alert on multiple resources, use MultipleResourceMultipleMetricCriteria odata.type.',
    );
  }
  for (const scope of scopes) {
    const parsed = parseResourceId(scope);
    if (parsed !== undefined && context.state.get(scope) === undefined) {
      throw resourceNotFound(parsed.type, parsed.name, parsed.resourceGroup);
    }
  }
  if (isOne) {
    return parseResourceId(first)?.type ?? '';
  }
  const type = asText(properties['targetResourceType']);
  if (type === '' || asText(properties['targetResourceRegion']) === '') {
    throw invalid(
      'The properties targetResourceType and targetResourceRegion are required for rules with several resources.',
    );
  }
  return type;
}

function checkCriterion(
  criterion: Given,
  { targetType, window }: { readonly targetType: string; readonly window: number },
): void {
  const name = asText(criterion['metricName']);
  const namespace = asText(criterion['metricNamespace']);
  const isPlatform = namespace === '' || isSame(namespace, targetType);
  const definition = definitionOf(targetType, name);
  if (
    definition === undefined &&
    criterion['skipMetricValidation'] !== true &&
    isPlatform &&
    definitionsOf(targetType).length > 0
  ) {
    throw invalid(
      `Couldn't find a metric named ${name}. Make sure the name is correct. If it's a custom metric or a metric that is not yet emitted, set skipMetricValidation.`,
    );
  }
  if (!aggregations.some((one) => isSame(one, asText(criterion['timeAggregation'])))) {
    throw invalid(`The time aggregation '${asText(criterion['timeAggregation'])}' is not supported.`);
  }
  for (const dimension of asList(criterion['dimensions']).map(asRecord)) {
    if (definition !== undefined && !definition.dimensions.some((one) => isSame(one, asText(dimension['name'])))) {
      throw invalid(`The dimension '${asText(dimension['name'])}' is not supported for the metric ${name}.`);
    }
  }
  checkThreshold(criterion, window);
}

function checkThreshold(criterion: Given, window: number): void {
  const operator = asText(criterion['operator']);
  const isDynamic = isSame(asText(criterion['criterionType']), 'DynamicThresholdCriterion');
  if (!(isDynamic ? dynamicOperators : staticOperators).some((one) => isSame(one, operator))) {
    throw invalid(`The operator '${operator}' is not supported for this criterion type.`);
  }
  if (!isDynamic) {
    if (typeof criterion['threshold'] !== 'number') {
      throw invalid("Required property 'threshold' not found in JSON.");
    }
    return;
  }
  if (!/^(?:low|medium|high)$/i.test(asText(criterion['alertSensitivity']))) {
    throw invalid("The property alertSensitivity must be one of 'Low', 'Medium', 'High'.");
  }
  const { numberOfEvaluationPeriods: all, minFailingPeriodsToAlert: failing } = asRecord(criterion['failingPeriods']);
  if (typeof all !== 'number' || typeof failing !== 'number' || failing > all || failing < 1 || all > 6) {
    throw invalid('The property failingPeriods is invalid: 1 to 6 periods, of which as many may have to fail.');
  }
  if (window < 5) {
    throw invalid('Dynamic thresholds need a window size of at least 5 minutes.');
  }
}

function invalid(message: string): ArmError {
  return badRequest('BadRequest', message);
}
