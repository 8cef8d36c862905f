// Runs a parsed query over rows in memory. A column that does not exist is an error, as in Azure; a member that does not is null.

import { QueryError } from './queryError.ts';
import type { Expression, NamedExpression, SortKey, Step, Value } from './syntax.ts';

/** Rows with their columns; the columns are known even when there is no row. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** One row. */
export type Row = Readonly<Record<string, Value>>;

/** Runs the steps one after the other. `now` is for ago() and now(). @throws QueryError */
export function runSteps(table: Table, steps: readonly Step[], now: number): Table {
  let current = table;
  for (const step of steps) {
    current = runStep(current, step, now);
  }
  return current;
}

function runStep(table: Table, step: Step, now: number): Table {
  const check = (columns: readonly NamedExpression[]): void =>
    columns.forEach(({ expression }) => checkColumns(expression, table.columns));
  const pick = (row: Row, columns: readonly NamedExpression[]): Row =>
    Object.fromEntries(columns.map(({ name, expression }) => [name, evaluate(expression, row, now)]));
  switch (step.kind) {
    case 'where':
      checkColumns(step.condition, table.columns);
      return { ...table, rows: table.rows.filter((row) => evaluate(step.condition, row, now) === true) };
    case 'project':
      check(step.columns);
      return { columns: step.columns.map(({ name }) => name), rows: table.rows.map((row) => pick(row, step.columns)) };
    case 'projectAway': {
      const columns = table.columns.filter((name) => !step.names.includes(name));
      return { columns, rows: table.rows.map((row) => Object.fromEntries(columns.map((name) => [name, row[name]]))) };
    }
    case 'extend': {
      check(step.columns);
      const columns = [...new Set([...table.columns, ...step.columns.map(({ name }) => name)])];
      return { columns, rows: table.rows.map((row) => ({ ...row, ...pick(row, step.columns) })) };
    }
    case 'distinct': {
      check(step.columns);
      const rows = new Map(
        table.rows.map((row) => pick(row, step.columns)).map((row) => [JSON.stringify(row), row] as const),
      );
      return { columns: step.columns.map(({ name }) => name), rows: [...rows.values()] };
    }
    case 'order':
      step.keys.forEach(({ expression }) => checkColumns(expression, table.columns));
      return { ...table, rows: table.rows.toSorted((left, right) => compareRows(left, right, step.keys, now)) };
    case 'limit':
      return { ...table, rows: table.rows.slice(0, step.count) };
    case 'count':
      return { columns: ['Count'], rows: [{ Count: table.rows.length }] };
    case 'summarizeCount': {
      check(step.by);
      return summarize(
        table.rows.map((row) => pick(row, step.by)),
        step.by.map(({ name }) => name),
        step.name,
      );
    }
    default:
      return unreachable(step);
  }
}

function summarize(keys: readonly Row[], by: readonly string[], name: string): Table {
  const groups = new Map<string, { readonly row: Row; count: number }>();
  for (const row of keys) {
    const key = JSON.stringify(row);
    const group = groups.get(key) ?? { row, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  return { columns: [...by, name], rows: [...groups.values()].map(({ row, count }) => ({ ...row, [name]: count })) };
}

function checkColumns(expression: Expression, columns: readonly string[]): void {
  switch (expression.kind) {
    case 'literal':
      return;
    case 'column':
      if (!columns.includes(expression.name)) {
        throw new QueryError(
          'InvalidQuery',
          `'${expression.name}' operator: Failed to resolve scalar expression named '${expression.name}'`,
          { text: expression.name, position: expression.position },
        );
      }
      return;
    case 'member':
      checkColumns(expression.of, columns);
      return;
    case 'call':
      if (!Object.hasOwn(functions, expression.name)) {
        throw new QueryError('UnknownFunction', `Unknown function: '${expression.name}'.`, {
          text: expression.name,
          position: expression.position,
        });
      }
      expression.args.forEach((one) => checkColumns(one, columns));
      return;
    case 'binary':
      checkColumns(expression.left, columns);
      checkColumns(expression.right, columns);
      return;
    case 'in':
      checkColumns(expression.left, columns);
      expression.list.forEach((one) => checkColumns(one, columns));
  }
}

function evaluate(expression: Expression, row: Row, now: number): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'column':
      return row[expression.name] ?? null;
    case 'member':
      return memberOf(evaluate(expression.of, row, now), expression.name);
    case 'call':
      return functions[expression.name]?.(
        expression.args.map((one) => evaluate(one, row, now)),
        now,
      );
    case 'binary':
      return evaluateBinary(expression.operator, evaluate(expression.left, row, now), () =>
        evaluate(expression.right, row, now),
      );
    case 'in': {
      const left = evaluate(expression.left, row, now);
      const operator = expression.operator.endsWith('~') ? '=~' : '==';
      const isIn = expression.list.some(
        (one) => evaluateBinary(operator, left, () => evaluate(one, row, now)) === true,
      );
      return expression.operator.startsWith('!') ? !isIn : isIn;
    }
    default:
      return unreachable(expression);
  }
}

/** For switches that name every case: no value can come here. */
function unreachable(value: never): never {
  throw new Error(`Not a part of a query: ${JSON.stringify(value)}`);
}

function memberOf(value: Value, name: string | number): Value {
  if (typeof value !== 'object' || value === null) {
    return null;
  }
  return Object.hasOwn(value, name) ? ((value as Readonly<Record<string, Value>>)[String(name)] ?? null) : null;
}

function evaluateBinary(operator: string, left: Value, getRight: () => Value): Value {
  if (operator === 'and') {
    return left === true && getRight() === true;
  }
  if (operator === 'or') {
    return left === true || getRight() === true;
  }
  const right = getRight();
  if (operator.startsWith('!') && operator !== '!=' && operator !== '!~') {
    return !isTextMatch(operator.slice(1), toText(left), toText(right));
  }
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '=~':
      return toText(left).toLowerCase() === toText(right).toLowerCase();
    case '!~':
      return toText(left).toLowerCase() !== toText(right).toLowerCase();
    case '<':
    case '>':
    case '<=':
    case '>=':
      return left !== null && right !== null && isInOrder(operator, compare(left, right));
    default:
      return isTextMatch(operator, toText(left), toText(right));
  }
}

function isInOrder(operator: string, order: number): boolean {
  return order === 0 ? operator.endsWith('=') : operator.startsWith(order < 0 ? '<' : '>');
}

function isTextMatch(operator: string, left: string, right: string): boolean {
  const [text, part] = [left.toLowerCase(), right.toLowerCase()];
  switch (operator) {
    case 'contains_cs':
      return left.includes(right);
    case 'startswith':
      return text.startsWith(part);
    case 'endswith':
      return text.endsWith(part);
    case 'has':
      // Whole terms only: letters and digits next to the hit make it another word.
      return text.split(/[^\p{L}\p{N}]+/u).includes(part) || (/[^\p{L}\p{N}]/u.test(part) && text.includes(part));
    default:
      return text.includes(part);
  }
}

function isEqual(left: Value, right: Value): boolean {
  return typeof left === typeof right
    ? left === right
    : left !== null && right !== null && toText(left) === toText(right);
}

function compareRows(left: Row, right: Row, keys: readonly SortKey[], now: number): number {
  for (const { expression, isAscending } of keys) {
    const order = compare(evaluate(expression, left, now), evaluate(expression, right, now));
    if (order !== 0) {
      return isAscending ? order : -order;
    }
  }
  return 0;
}

function compare(left: Value, right: Value): number {
  if (typeof left === 'number' && typeof right === 'number') {
    return left - right;
  }
  const [a, b] = [toText(left), toText(right)];
  return a < b ? -1 : Number(a > b);
}

function toText(value: Value): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const isEmpty = (value: Value): boolean => toText(value) === '';

/** The functions a query may call. */
const functions: Readonly<Record<string, (args: readonly Value[], now: number) => Value>> = {
  tolower: ([text]) => toText(text).toLowerCase(),
  toupper: ([text]) => toText(text).toUpperCase(),
  tostring: ([value]) => toText(value),
  toint: ([value]) => Math.trunc(Number(value)),
  tolong: ([value]) => Math.trunc(Number(value)),
  todouble: ([value]) => Number(value),
  tobool: ([value]) => toText(value).toLowerCase() === 'true',
  todatetime: ([value]) => (isEmpty(value) ? null : new Date(toText(value)).toISOString()),
  strcat: (parts) => parts.map((part) => toText(part)).join(''),
  split: ([text, by]) => toText(text).split(toText(by)),
  isempty: ([value]) => isEmpty(value),
  isnotempty: ([value]) => !isEmpty(value),
  isnull: ([value]) => value === null,
  isnotnull: ([value]) => value !== null,
  array_length: ([value]) => (Array.isArray(value) ? value.length : null),
  coalesce: (values) => values.find((value) => !isEmpty(value)) ?? null,
  iff: ([condition, yes, no]) => (condition === true ? yes : no),
  iif: ([condition, yes, no]) => (condition === true ? yes : no),
  not: ([value]) => value !== true,
  now: (_, now) => new Date(now).toISOString(),
  ago: ([span], now) => new Date(now - Number(span)).toISOString(),
};
