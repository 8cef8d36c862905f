// The contract of the panel of one diagnostic: its state is told whole, and what a person does goes to the host.

import type { DiagnosticState } from '../domain/diagnostic/diagnosticState.ts';
import type { ParameterGuards } from './channel.ts';

/** Everything a view needs when it is shown. */
export interface DiagnosticSnapshot {
  readonly state: DiagnosticState;
  /** What is asked, e.g. `Next hop: web-1`; the title while there is no report. */
  readonly title: string;
  /** True when another question can be asked about the same machine. */
  readonly canAskAnew: boolean;
  /** Texts by their English original, for the view's language. */
  readonly texts: Readonly<Record<string, string>>;
  /** BCP 47 tag for numbers and times. */
  readonly language: string;
}

/** What a person can ask for with one button. */
export const diagnosticActions = ['runAgain', 'cancel', 'askAnew', 'showJson', 'copyReport'] as const;

/** See diagnosticActions. */
export type DiagnosticAction = (typeof diagnosticActions)[number];

/** Requests and events of the panel. A type alias, for only those fit the index signatures of `Contract`. */
export type DiagnosticContract = {
  readonly requests: {
    /** The view is shown and wants everything; states follow from there. */
    readonly show: readonly [parameters: undefined, result: DiagnosticSnapshot];
    readonly act: readonly [parameters: DiagnosticAction, result: undefined];
    /** Copies text that the view shows. */
    readonly copy: readonly [parameters: string, result: undefined];
  };
  readonly events: {
    readonly state: DiagnosticState;
  };
};

/** Longest text that a view may put on the clipboard: ids and names. */
const maxCopyLength = 10_000;

/** Checks of what the view sends. A missing parameter arrives as undefined or, through JSON, as null. */
export const diagnosticGuards: Readonly<ParameterGuards<DiagnosticContract>> = {
  show: (value): value is undefined => value === undefined || value === null,
  act: (value): value is DiagnosticAction => diagnosticActions.some((each) => each === value),
  copy: (value): value is string => typeof value === 'string' && value.length <= maxCopyLength,
};
