// A payload as a document for people: a summary, what is affected, and then facts and tables. Texts are in the person's language and
// plain; whoever shows it adds no words of its own about the alert.

import type { ReportSection, Verdict } from '../diagnostic/diagnosticReport.ts';

/** Something that an alert is about. */
export interface AlertResource {
  /** Resource id, as the payload has it. */
  readonly id: string;
  readonly name: string;
  /** Type and resource group in words; empty when the id tells neither. */
  readonly kind: string;
  /** What a capture would be made of: the machine or scale set itself, or the scale set of an instance. */
  readonly captureTargetId?: string;
}

/** Facts and tables. */
export type PayloadSection = Exclude<ReportSection, { kind: 'picture' | 'hops' }>;

/** A payload to be shown. */
export interface PayloadReport {
  readonly title: string;
  readonly verdict: Verdict;
  /** True when the alert is over: a capture would no longer see what raised it. */
  readonly isResolved: boolean;
  readonly resources: readonly AlertResource[];
  readonly sections: readonly PayloadSection[];
}
