// Lists in pages, with ARM's nextLink: an absolute URL the client follows as it is.

import type { ArmContext } from './armContext.ts';
import { badRequest } from './armError.ts';
import type { ArmAnswer, ArmRequest } from './route.ts';

/** Answers one page of a list; the position travels in `$skiptoken`. Only what is on the page is made into bodies. */
export function answerPage<T>(
  context: ArmContext,
  request: ArmRequest,
  items: readonly T[],
  toBody: (item: T) => unknown = (item) => item,
): ArmAnswer {
  const start = readSkipToken(request.query.get('$skiptoken'));
  const end = start + context.pageSize;
  const value = items.slice(start, end).map((item) => toBody(item));
  if (end >= items.length) {
    return { status: 200, body: { value } };
  }
  const query = new URLSearchParams(request.query);
  query.set('$skiptoken', writeSkipToken(end));
  // URLSearchParams escapes the dollar sign; ARM leaves it alone.
  const nextLink = `${context.endpoint()}${request.path}?${query.toString().replaceAll('%24', '$')}`;
  return { status: 200, body: { value, nextLink } };
}

/** Makes the opaque text of a position. */
export function writeSkipToken(position: number): string {
  return Buffer.from(`next:${position}`).toString('base64url');
}

/** Reads a position; 0 when there is none. */
export function readSkipToken(token: string | null | undefined): number {
  if (token === null || token === undefined || token === '') {
    return 0;
  }
  const position = /^next:(\d{1,9})$/.exec(Buffer.from(token, 'base64url').toString('utf8'));
  if (position === null) {
    throw badRequest('InvalidSkipToken', 'The provided skip token is invalid.');
  }
  return Number(position[1]);
}
