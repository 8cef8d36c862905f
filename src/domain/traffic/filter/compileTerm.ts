// Makes one term of a filter into a test: which field it reads, and how it compares.

import type { FilterContext, FilterCost, FilterTest } from './filterTest.ts';
import { compileTime } from './compileTime.ts';
import type { FilterOperator, FilterTerm, FilterValue } from './filterExpression.ts';
import { filterKeys } from './filterKey.ts';
import type { FilterSide, FilterSubject } from './filterSubject.ts';
import { compileFlags, hasHalf } from './flagTest.ts';
import { createBytesTest, createTextTest } from './textTest.ts';
import type { TextTest } from './textTest.ts';

type Matches = FilterTest['matches'];

/** Compiles a term. `!=` is the opposite of `=`, so it holds too where there is nothing to compare. */
export function compileTerm(term: FilterTerm, context: FilterContext): FilterTest {
  if (term.operator === '!=') {
    const { matches, ...rest } = compileTerm({ ...term, operator: '=' }, context);
    return { matches: (subject, now) => !matches(subject, now), ...rest };
  }
  switch (term.key === 'word' ? 'text' : filterKeys[term.key]) {
    case 'number':
    case 'status':
    case 'duration':
    case 'size':
      return { matches: compileNumber(term), cost: 'columns', dependsOnTime: term.key === 'age' };
    case 'time':
      return compileTime(term, context);
    case 'is':
    case 'has':
    case 'mark':
      return compileFlags(term.values);
    case 'text':
      return compileText(term);
  }
}

function compileText(term: FilterTerm): FilterTest {
  switch (term.key) {
    case 'header':
    case 'req-header':
    case 'res-header':
      return compileHeader(term);
    case 'body':
    case 'req-body':
    case 'res-body':
    case 'text':
      return compileBytes(term);
    case 'type':
      return testOf(term, typeTest, 'headers');
    default:
      return testOf(term, columnTest(term.key), 'columns');
  }
}

function testOf(term: FilterTerm, use: (test: TextTest) => Matches, cost: FilterCost): FilterTest {
  // A partition is a name: 1 is not found in 10.
  const isWhole = term.operator === '=' || term.key === 'partition';
  return { matches: use(createTextTest(term.values, isWhole ? 'equals' : 'contains')), cost, dependsOnTime: false };
}

/** The function that reads a column of texts. Keys of other kinds never come here and match nothing. */
function columnTest(key: FilterTerm['key']): (test: TextTest) => Matches {
  switch (key) {
    case 'word':
      return (test) => (subject) =>
        test(subject.target) ||
        test(subject.host) ||
        test(subject.method) ||
        test(subject.messageId) ||
        (subject.status !== 0 && test(String(subject.status)));
    case 'method':
      return (test) => (subject) => test(subject.method);
    case 'path':
      return (test) => (subject) => test(pathOf(subject.target));
    case 'host':
      return (test) => (subject) => test(subject.host);
    case 'query':
      return (test) => (subject) => test(queryOf(subject.target));
    case 'url':
      return (test) => (subject) => test(isAbsolute(subject.target) ? subject.target : subject.host + subject.target);
    case 'target':
      return (test) => (subject) => test(subject.target);
    case 'ip':
      return (test) => (subject) => test(subject.clientIp);
    case 'id':
      return (test) => (subject) => test(subject.messageId);
    case 'note':
      return (test) => (subject) => test(subject.note);
    case 'partition':
      return (test) => (subject) => subject.partitionIds.some((id) => test(id));
    default:
      return () => () => false;
  }
}

function typeTest(test: TextTest): Matches {
  return (subject) =>
    test(
      subject.contentType ??
        subject.header('response', 'content-type') ??
        subject.header('request', 'content-type') ??
        '',
    );
}

/** Most targets begin with a slash; an absolute one names scheme and host before its path. */
function isAbsolute(target: string): boolean {
  return target.charCodeAt(0) !== 47 && /^[a-z][a-z\d+.-]{0,20}:\/\//i.test(target);
}

function pathOf(target: string): string {
  const query = target.indexOf('?');
  const path = query < 0 ? target : target.slice(0, query);
  if (!isAbsolute(path)) {
    return path;
  }
  const slash = path.indexOf('/', path.indexOf('://') + 3);
  return slash < 0 ? '' : path.slice(slash);
}

function queryOf(target: string): string {
  const query = target.indexOf('?');
  return query < 0 ? '' : target.slice(query + 1);
}

/** The halves that a key asks about. */
function sidesOf(key: FilterTerm['key']): readonly FilterSide[] {
  return key.startsWith('req-') ? ['request'] : key.startsWith('res-') ? ['response'] : ['request', 'response'];
}

function compileHeader({ key, name, operator, values }: FilterTerm): FilterTest {
  const sides = sidesOf(key);
  const test = values.length === 0 ? () => true : createTextTest(values, operator === '=' ? 'equals' : 'contains');
  const matches: Matches = (subject) => {
    for (const side of sides) {
      const value = subject.header(side, name);
      if (value !== undefined && test(value)) {
        return true;
      }
    }
    return false;
  };
  return { matches, cost: 'headers', dependsOnTime: false };
}

function compileBytes({ key, operator, values }: FilterTerm): FilterTest {
  const sides = sidesOf(key);
  const isWhole = key === 'text';
  const test = createBytesTest(values, operator === '=' ? 'equals' : 'contains');
  const matches: Matches = (subject) => {
    for (const side of sides) {
      const bytes = isWhole ? subject.message(side) : subject.body(side);
      if (bytes !== undefined && test(bytes)) {
        return true;
      }
    }
    return false;
  };
  return { matches, cost: 'bodies', dependsOnTime: false };
}

function compileNumber({ key, operator, values }: FilterTerm): Matches {
  const read = numberOf(key);
  const ranges = values.flatMap((value) => (value.kind === 'number' ? [value] : []));
  const [first] = ranges;
  if (first === undefined) {
    return () => false;
  }
  if (ranges.length === 1 || (operator !== ':' && operator !== '=')) {
    const isWithin = comparison(operator, first);
    return (subject, now) => isWithin(read(subject, now));
  }
  return (subject, now) => {
    const value = read(subject, now);
    return ranges.some(({ from, to }) => value >= from && value <= to);
  };
}

/** NaN, which stands for "not there", is in no range and passes no comparison. */
function comparison(
  operator: FilterOperator,
  { from, to }: Extract<FilterValue, { kind: 'number' }>,
): (value: number) => boolean {
  switch (operator) {
    case '<':
      return (value) => value < from;
    case '<=':
      return (value) => value <= from;
    case '>':
      return (value) => value > from;
    case '>=':
      return (value) => value >= from;
    default:
      return (value) => value >= from && value <= to;
  }
}

function numberOf(key: FilterTerm['key']): (subject: FilterSubject, now: number) => number {
  switch (key) {
    case 'status':
      return ({ status }) => (status === 0 ? Number.NaN : status);
    case 'duration':
      return ({ durationInMs }) => durationInMs ?? Number.NaN;
    case 'age':
      return ({ waitingSince }, now) => (waitingSince === undefined ? Number.NaN : now - waitingSince);
    case 'size':
      return (subject) => (hasHalf(subject.state, 'response') ? subject.bodySize('response') : Number.NaN);
    case 'request-size':
      return (subject) => (hasHalf(subject.state, 'request') ? subject.bodySize('request') : Number.NaN);
    case 'seq':
      return ({ sequenceNumber }) => sequenceNumber;
    default:
      return ({ number }) => number;
  }
}
