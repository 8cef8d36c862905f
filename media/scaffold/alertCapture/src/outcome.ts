// What became of each target of an alert, and what the function answers with all of them.

import type { MissingPermission } from './armError.ts';

/** A capture that runs because of the alert. `alreadyStarted`: an earlier delivery of the same alert started it. */
export interface Started {
  readonly target: string;
  readonly capture: string;
  readonly state: 'started' | 'alreadyStarted';
  /** Where the file appears once the capture has ended. */
  readonly storagePath?: string;
}

/** A target, or the whole alert, for which nothing was to be done. */
export interface Skipped {
  readonly target?: string;
  readonly reason: 'resolved' | 'stopped' | 'notFired' | 'notAMachine' | 'tooManyRunning';
  readonly detail: string;
}

/** A target whose capture could not be started. */
export interface Failed {
  readonly target?: string;
  readonly reason:
    | 'unavailable'
    | 'forbidden'
    | 'targetNotFound'
    | 'notRunning'
    | 'noAgent'
    | 'noWatcher'
    | 'tooManyTargets'
    | 'notConfigured'
    | 'refused';
  readonly detail: string;
  readonly missing?: MissingPermission;
}

/** One target's outcome. */
export type Outcome =
  | { readonly kind: 'started'; readonly entry: Started }
  | { readonly kind: 'skipped'; readonly entry: Skipped }
  | { readonly kind: 'failed'; readonly entry: Failed };

/** The body of the answer. */
export interface Answer {
  readonly status: 'started' | 'partlyStarted' | 'skipped' | 'failed';
  readonly started: readonly Started[];
  readonly skipped: readonly Skipped[];
  readonly failed: readonly Failed[];
  /** What was not done as the alert or the app settings asked. */
  readonly notes: readonly string[];
}

/**
 * Status and body. An action group calls again for 408, 429, 503 and 504 only: 503 asks for that, and nothing else does, because
 * whatever else failed would fail again.
 */
export function answerOf(
  outcomes: readonly Outcome[],
  notes: readonly string[],
): { readonly status: number; readonly jsonBody: Answer } {
  const started = outcomes.flatMap((each) => (each.kind === 'started' ? [each.entry] : []));
  const skipped = outcomes.flatMap((each) => (each.kind === 'skipped' ? [each.entry] : []));
  const failed = outcomes.flatMap((each) => (each.kind === 'failed' ? [each.entry] : []));
  const word = started.length > 0 ? 'started' : failed.length > 0 ? 'failed' : 'skipped';
  const status = started.length > 0 && failed.length > 0 ? 'partlyStarted' : word;
  return { status: httpStatusOf(failed), jsonBody: { status, started, skipped, failed, notes } };
}

const statusOfReason: Readonly<Record<Failed['reason'], number>> = {
  unavailable: 503,
  forbidden: 403,
  targetNotFound: 404,
  notRunning: 422,
  noAgent: 422,
  noWatcher: 422,
  tooManyTargets: 422,
  refused: 422,
  notConfigured: 500,
};

function httpStatusOf(failed: readonly Failed[]): number {
  const statuses = new Set(failed.map(({ reason }) => statusOfReason[reason]));
  if (statuses.has(503)) {
    return 503;
  }
  const [only = 200] = statuses;
  return statuses.size > 1 ? 422 : only;
}
