// Holds a value against the part of JSON Schema (draft 07) that our own schemas use. A keyword that it does not know throws, so that no
// schema says more than is held.

import { isDeepStrictEqual } from 'node:util';

type Schema = Readonly<Record<string, unknown>>;

/** Keywords that say something to people and nothing about a value. */
const annotations = new Set([
  '$schema',
  'title',
  'description',
  'examples',
  'enumDescriptions',
  'defaultSnippets',
  'definitions',
  'errorMessage',
  'patternErrorMessage',
  // Read together with `if`.
  'then',
]);

/** @returns a line for everything that is not as the schema says: the place and the keyword */
export function schemaProblems(root: Schema, value: unknown): string[] {
  return check({ root, schema: root, value, place: '' });
}

interface Question {
  readonly root: Schema;
  readonly schema: Schema;
  readonly value: unknown;
  readonly place: string;
}

function check(question: Question): string[] {
  return Object.keys(question.schema)
    .filter((keyword) => !annotations.has(keyword))
    .flatMap((keyword) => checkKeyword(question, keyword));
}

function checkKeyword(question: Question, keyword: string): string[] {
  const { root, schema, value, place } = question;
  const told = schema[keyword];
  const inner = (other: unknown, next: unknown = value, at = place): string[] =>
    check({ root, schema: other as Schema, value: next, place: at });
  const say = (isRight: boolean): string[] => (isRight ? [] : [`${place}: ${keyword}`]);
  const members = isObject(value) ? value : {};
  switch (keyword) {
    case '$ref': {
      const name = String(told).replace('#/definitions/', '');
      return inner((root['definitions'] as Readonly<Record<string, Schema>>)[name]);
    }
    case 'type':
      return say([told].flat().includes(typeOf(value)));
    case 'enum':
      return say((told as unknown[]).some((each) => isDeepStrictEqual(each, value)));
    case 'const':
      return say(isDeepStrictEqual(told, value));
    case 'pattern':
      return say(typeof value !== 'string' || new RegExp(String(told), 'u').test(value));
    case 'required':
      return isObject(value) ? say((told as string[]).every((name) => Object.hasOwn(members, name))) : [];
    case 'properties':
      return Object.entries(told as Schema).flatMap(([name, each]) =>
        Object.hasOwn(members, name) ? inner(each, members[name], `${place}/${name}`) : [],
      );
    case 'items':
      return Array.isArray(value) ? value.flatMap((each, at) => inner(told, each, `${place}/${at}`)) : [];
    case 'allOf':
      return (told as Schema[]).flatMap((each) => inner(each));
    case 'anyOf':
      return say((told as Schema[]).some((each) => inner(each).length === 0));
    case 'not':
      return say(inner(told).length > 0);
    case 'if':
      return inner(told).length === 0 ? inner(schema['then'] ?? {}) : [];
    default:
      throw new Error(`The keyword ${keyword} is not known here`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function typeOf(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
}
