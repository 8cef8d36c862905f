// A last look at an entry before it is written: strict readers refuse a whole file for one that is wrong.

import type { HarEntry, HarField } from './harFile.ts';

const isoDate = /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
/** An absolute address as RFC 3986 spells it. */
const address = /^https?:\/\/[\w.[\]:~-]+\/(?:[\w.~!$&'()*+,;=:@/?-]|%[\da-f]{2})*$/i;

/** What a strict reader would refuse in the entry; undefined when it can be written. */
export function harEntryProblem({ startedDateTime, time, request, response, timings }: HarEntry): string | undefined {
  const sizes = [
    request.headersSize,
    request.bodySize,
    response.headersSize,
    response.bodySize,
    response.content.size,
    response.status,
  ];
  const fields = [request.cookies, request.headers, request.queryString, response.cookies, response.headers];
  const checks: readonly (readonly [isRight: boolean, problem: string])[] = [
    [isoDate.test(startedDateTime), 'startedDateTime'],
    [
      isDuration(time) && isDuration(timings.send) && isDuration(timings.wait) && isDuration(timings.receive),
      'timings',
    ],
    [request.method !== '', 'method'],
    [address.test(request.url), 'url'],
    [sizes.every((size) => Number.isSafeInteger(size) && size >= -1), 'sizes'],
    [fields.every((list) => list.every(isField)), 'fields'],
    [request.postData === undefined || typeof request.postData.text === 'string', 'postData'],
  ];
  return checks.find(([isRight]) => !isRight)?.[1];
}

function isDuration(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function isField({ name, value }: HarField): boolean {
  return typeof name === 'string' && typeof value === 'string';
}
