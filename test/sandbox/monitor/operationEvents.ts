// Turns what ARM answered into events of the activity log. A long-running operation is told to be over when it is.

import type { Operations } from '../arm/operations.ts';
import type { ActivityLog, Happening } from './activityLog.ts';

/** An answered request that may have changed something. */
export interface AnsweredWrite {
  readonly method: string;
  readonly path: string;
  /** The action that the role had to allow, e.g. Microsoft.Network/networkWatchers/packetCaptures/write */
  readonly action: string;
  readonly caller: string;
  readonly status: number;
  /** Where the operation is polled, when it goes on. */
  readonly operationUrl: string | undefined;
}

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'NoContent',
  400: 'BadRequest',
  403: 'Forbidden',
  404: 'NotFound',
  409: 'Conflict',
};

/** Queries that are POSTs and leave no trace in Azure's log either. */
const silent = /^none$|\/read$|^Microsoft\.ResourceGraph\/|queryStatus\/action$/i;

/** Writes the events of a request. */
export function logWrite(log: ActivityLog, operations: Operations, write: AnsweredWrite): void {
  if (write.method === 'GET' || silent.test(write.action)) {
    return;
  }
  // An action stands behind the resource it is done to.
  const resourceId = write.method === 'POST' ? write.path.replace(/\/[^/]+\/?$/, '') : write.path.replace(/\/$/, '');
  const common = {
    operationName: write.action,
    resourceId: decodeURIComponent(resourceId),
    caller: write.caller,
    operationId: log.newOperationId(),
  };
  const subStatus = `${reasons[write.status] ?? 'Error'} (HTTP Status Code: ${write.status})`;
  const add = (status: string, more: Partial<Happening> = {}): unknown => log.add({ ...common, status, ...more });
  add('Started');
  if (write.status >= 400) {
    add('Failed', { subStatus });
    return;
  }
  if (write.operationUrl === undefined) {
    add('Succeeded', { subStatus });
    return;
  }
  add('Accepted', { subStatus });
  operations.whenOver(write.operationUrl, (isSucceeded) => add(isSucceeded ? 'Succeeded' : 'Failed'));
}
