// The result of a diagnostic as a document: one sentence first, then facts, tables, the stations of a way, or a picture.
// Texts are in the person's language and plain; whoever shows it adds no words of its own about the answer.

import type { DiagnosticKind } from './diagnosticKind.ts';
import type { TopologyPicture } from './topologyLayout.ts';

/** How the answer is: `neutral` where there is no good and bad. */
export type ReportTone = 'good' | 'bad' | 'neutral';

/** The answer in words. */
export interface Verdict {
  readonly tone: ReportTone;
  readonly text: string;
}

/** A name and what it is. */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** A row of a table, one text a column. */
export interface ReportRow {
  readonly cells: readonly string[];
  readonly tone?: ReportTone;
  /** What the row is marked with, e.g. that it decided; absent for all others. */
  readonly mark?: string;
}

/** A station on the way with what was found there. */
export interface ReportHop {
  readonly title: string;
  readonly address: string;
  /** What is wrong here, in sentences. */
  readonly issues: readonly { readonly isError: boolean; readonly text: string }[];
  /** Time to the next hop, as text; empty when it is not known. */
  readonly latency: string;
}

/** A part of a report. */
export type ReportSection =
  | { readonly kind: 'facts'; readonly title: string; readonly facts: readonly Fact[] }
  | {
      readonly kind: 'table';
      readonly title: string;
      /** What to know about the table, in a sentence. */
      readonly note?: string;
      readonly columns: readonly string[];
      readonly rows: readonly ReportRow[];
    }
  | { readonly kind: 'hops'; readonly title: string; readonly hops: readonly ReportHop[] }
  | {
      readonly kind: 'picture';
      readonly title: string;
      /** What the picture shows, in a sentence, for who does not see it. */
      readonly summary: string;
      readonly picture: TopologyPicture;
      /** The words for the kinds of nodes in the picture. */
      readonly kindNames: Readonly<Record<string, string>>;
    };

/** A finished diagnostic. */
export interface DiagnosticReport {
  readonly kind: DiagnosticKind;
  readonly title: string;
  readonly verdict: Verdict;
  readonly sections: readonly ReportSection[];
}
