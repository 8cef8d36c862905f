// A row as a filter asks about it, for rows that a test made without the messages behind them.

import type { TrafficRow } from '../../src/domain/traffic/trafficRow.ts';
import type { FilterSubject } from '../../src/domain/traffic/filter/filterSubject.ts';

/** Answers from the columns of the row; it has no headers and no bodies. */
export function rowSubject(row: TrafficRow): FilterSubject {
  return {
    number: row.number,
    state: row.state,
    messageId: '',
    method: row.method,
    target: row.path,
    host: row.host,
    status: row.status,
    time: row.time,
    durationInMs: row.durationInMs,
    waitingSince: row.state === 'pending' || row.state === 'unanswered' ? row.time : undefined,
    clientIp: row.clientIp,
    partitionIds: [row.partitionId],
    sequenceNumber: row.sequenceNumber,
    repeatCount: row.repeatCount,
    isPinned: row.isPinned,
    mark: row.mark,
    note: row.note,
    hasProblem: (problem) => row.problems.includes(problem),
    hasAnyProblem: row.problems.length > 0,
    bodySize: (side) => (side === 'request' ? row.requestBytes : row.responseBytes),
    header: (side, name) => (side === 'response' && name === 'content-type' ? row.contentType : undefined),
    body: () => undefined,
    message: () => undefined,
  };
}
