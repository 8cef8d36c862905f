// How a diagnostic stands: running, finished with a report, failed with a reason, or stopped by the person.

import type { DiagnosticReport } from './diagnosticReport.ts';

/** See the file. */
export type DiagnosticState =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'done';
      readonly report: DiagnosticReport;
      /** Milliseconds since the epoch. */
      readonly finishedAt: number;
    }
  /** `message` says what happened and what to do, without secrets. */
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'cancelled' };
