// Judges an ARM template by Azure's own schemas, and more strictly than they do: a member that a schema does not know is an error,
// and so is a parameter, variable or resource that is spoken of and not there.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import { projectRoot } from '../support/project.ts';

type Json = Readonly<Record<string, unknown>>;

const folder = join(projectRoot, 'test/fixtures/armSchemas');
const base = 'https://schema.management.azure.com/schemas/';

/** Members that the resource manager itself reads of every resource. */
const common = ['comments', 'condition', 'copy', 'dependsOn', 'scope'];
/** Of nested deployments: where they go. */
const ofDeployments = ['resourceGroup', 'subscriptionId'];

/** Functions of a template that name a resource's type, or nothing that could be misspelt. */
const knownFunctions = new Set([
  'concat',
  'contains',
  'copyIndex',
  'environment',
  'guid',
  'if',
  'length',
  'listKeys',
  'parameters',
  'reference',
  'resourceGroup',
  'resourceId',
  'split',
  'string',
  'subscription',
  'subscriptionResourceId',
  'take',
  'toLower',
  'uniqueString',
  'variables',
]);

/** Everything that is wrong with a template, each with its place. */
export function problemsOfTemplate(template: Json): readonly string[] {
  const ajv = newAjv();
  const problems: string[] = [];
  checkTemplate(ajv, template, '', problems);
  return problems;
}

/** Everything that is wrong with a file of parameters for a template. */
export function problemsOfParameters(template: Json, file: Json): readonly string[] {
  const declared = asJson(template['parameters']);
  const given = asJson(file['parameters']);
  return [
    ...Object.entries(declared)
      .filter(([name, parameter]) => asJson(parameter)['defaultValue'] === undefined && given[name] === undefined)
      .map(([name]) => `${name} has no value`),
    ...Object.entries(given).flatMap(([name, value]) => {
      const parameter = declared[name];
      return parameter === undefined
        ? [`${name} is no parameter`]
        : problemsOfValue(name, asJson(parameter), asJson(value)['value']);
    }),
  ];
}

function problemsOfValue(name: string, parameter: Json, value: unknown): readonly string[] {
  const kind = typeof value === 'number' ? 'int' : typeof value;
  const { type, minValue, maxValue, minLength, maxLength, allowedValues } = parameter;
  const size = typeof value === 'string' ? value.length : Number(value);
  const [least, most] = typeof value === 'string' ? [minLength, maxLength] : [minValue, maxValue];
  return [
    ...(kind === type ? [] : [`${name} is ${kind}, not ${String(type)}`]),
    ...(size < Number(least ?? -Infinity) || size > Number(most ?? Infinity) ? [`${name} is out of its bounds`] : []),
    ...(Array.isArray(allowedValues) && !allowedValues.includes(value) ? [`${name} is none of its values`] : []),
  ];
}

function checkTemplate(ajv: Ajv, template: Json, place: string, problems: string[]): void {
  validate(ajv, `${base}2019-04-01/deploymentTemplate.json#`, { value: template, place, problems });
  checkExpressions(template, place, problems);
  const resources = Array.isArray(template['resources'])
    ? (template['resources'] as readonly unknown[]).map(asJson)
    : [];
  resources.forEach((resource, index) => {
    const type = String(resource['type']);
    const at = `${place}/resources/${index} (${type})`;
    const schema = schemaOf(type, String(resource['apiVersion']));
    if (schema === undefined) {
      problems.push(`${at}: no schema for ${String(resource['apiVersion'])}`);
      return;
    }
    const isDeployment = type === 'Microsoft.Resources/deployments';
    const own = Object.fromEntries(
      Object.entries(resource).filter(
        ([name]) => !common.includes(name) && !(isDeployment && ofDeployments.includes(name)),
      ),
    );
    validate(ajv, schema, { value: own, place: at, problems });
    const nested = asJson(asJson(resource['properties'])['template']);
    if (isDeployment) {
      checkTemplate(ajv, nested, `${at}/template`, problems);
      checkHandedOver(asJson(resource['properties']), nested, { at, problems });
    }
  });
}

/** A nested template sees only what is handed over to it. */
function checkHandedOver(
  properties: Json,
  nested: Json,
  { at, problems }: { readonly at: string; readonly problems: string[] },
): void {
  const given = Object.keys(asJson(properties['parameters'])).toSorted();
  const taken = Object.keys(asJson(nested['parameters'])).toSorted();
  if (given.join() !== taken.join()) {
    problems.push(`${at}: hands over ${given.join()}, takes ${taken.join()}`);
  }
}

/** Names in `[…]` must exist; the templates inside are checked by themselves. */
function checkExpressions(template: Json, place: string, problems: string[]): void {
  const parameters = asJson(template['parameters']);
  const variables = asJson(template['variables']);
  const resources = Array.isArray(template['resources'])
    ? (template['resources'] as readonly unknown[]).map(asJson)
    : [];
  const types = new Set(resources.map(({ type }) => type));
  const used = new Set<string>();
  walk(template, '', (text, at) => {
    if (!text.startsWith('[') || text.startsWith('[[')) {
      return;
    }
    for (const [, kind = '', name = ''] of text.matchAll(/\b(parameters|variables)\('([^']*)'\)/g)) {
      used.add(`${kind} ${name}`);
      if (!Object.hasOwn(kind === 'parameters' ? parameters : variables, name)) {
        problems.push(`${place}${at}: no ${kind} ${name}`);
      }
    }
    for (const [, type] of text.matchAll(/\bresourceId\('([^']+)'/g)) {
      if (!types.has(type)) {
        problems.push(`${place}${at}: no resource of type ${type}`);
      }
    }
    for (const [, name = ''] of text.replaceAll(/'[^']*'/g, "''").matchAll(/([A-Za-z]\w*)\(/g)) {
      if (!knownFunctions.has(name)) {
        problems.push(`${place}${at}: no function ${name}`);
      }
    }
    const bare = text.replaceAll(/'[^']*'/g, '');
    if (!text.endsWith(']') || bare.split('(').length !== bare.split(')').length) {
      problems.push(`${place}${at}: brackets`);
    }
  });
  for (const name of Object.keys(parameters)) {
    if (!used.has(`parameters ${name}`)) {
      problems.push(`${place}: parameter ${name} is not used`);
    }
  }
  for (const name of Object.keys(variables)) {
    if (!used.has(`variables ${name}`)) {
      problems.push(`${place}: variable ${name} is not used`);
    }
  }
}

/** Calls back for each text, but not for those of a template inside. */
function walk(value: unknown, at: string, visit: (text: string, at: string) => void): void {
  if (typeof value === 'string') {
    visit(value, at);
  } else if (Array.isArray(value)) {
    value.forEach((each, index) => walk(each, `${at}/${index}`, visit));
  } else {
    for (const [name, each] of Object.entries(asJson(value))) {
      if (name !== 'template') {
        walk(each, `${at}/${name}`, visit);
      }
    }
  }
}

function validate(
  ajv: Ajv,
  schema: string,
  { value, place, problems }: { readonly value: Json; readonly place: string; readonly problems: string[] },
): void {
  const check = ajv.getSchema(schema);
  if (check === undefined) {
    problems.push(`${place}: no schema ${schema}`);
  } else if (check(value) !== true) {
    problems.push(
      ...(check.errors ?? []).map(({ instancePath, message }) => `${place}${instancePath}: ${message ?? ''}`),
    );
  }
}

function schemaOf(type: string, version: string): string | undefined {
  const [provider = '', ...names] = type.split('/');
  const file = `${version}_${provider}.json`;
  return readdirSync(folder).includes(file)
    ? `${base}${version}/${provider}.json#/resourceDefinitions/${names.join('_')}`
    : undefined;
}

function newAjv(): Ajv {
  const ajv = new Ajv({ strict: false, allErrors: false, validateFormats: false });
  for (const name of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    ajv.addSchema(closed(JSON.parse(readFileSync(join(folder, name), 'utf8')) as Json) as Json);
  }
  return ajv;
}

/**
 * Azure's schemas leave objects open. Here an object with known members has no others, unless its schema is one of several that are
 * put together, or says itself what other members are.
 */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) {
    return schema.map((each) => closed(each));
  }
  if (typeof schema !== 'object' || schema === null) {
    return schema;
  }
  const { oneOf, ...rest } = Object.fromEntries(Object.entries(schema).map(([name, each]) => [name, closed(each)]));
  // A text `[…]` is an expression and a plain text at once, so that it fits two of the alternatives.
  const inner: Record<string, unknown> = oneOf === undefined ? rest : { ...rest, anyOf: oneOf };
  if (oneOf !== undefined && Object.keys(asJson(inner['properties'])).length === 0) {
    // The criteria of a metric alert: what holds for other members would hold for those that the alternatives know.
    delete inner['additionalProperties'];
  }
  const isWhole = inner['type'] === 'object' && typeof inner['properties'] === 'object';
  const isPutTogether = ['allOf', 'anyOf', 'additionalProperties'].some((name) => inner[name] !== undefined);
  const hasNone = isWhole && Object.keys(asJson(inner['properties'])).length === 0;
  return isWhole && !isPutTogether && !hasNone ? { ...inner, additionalProperties: false } : inner;
}

function asJson(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
