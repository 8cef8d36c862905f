// The contract of the viewer of one alert payload: its report is told whole, resources are named by their place in it, and what a
// person does goes to the host.

import type { PayloadReport } from '../domain/alert/payloadReport.ts';
import type { ParameterGuards } from './channel.ts';

/** Everything a view needs when it is shown. */
export interface AlertSnapshot {
  readonly report: PayloadReport;
  /** Texts by their English original, for the view's language. */
  readonly texts: Readonly<Record<string, string>>;
  /** BCP 47 tag for numbers and times. */
  readonly language: string;
}

/** What a person can ask for with one button. */
export const alertActions = ['showJson', 'copyReport'] as const;

/** See alertActions. */
export type AlertAction = (typeof alertActions)[number];

/** What can be done with an affected resource: show it in the tree, capture it, copy its id. */
export const alertResourceActions = ['reveal', 'capture', 'copyId'] as const;

/** One of alertResourceActions, for the resource at a place of the report. */
export interface AlertResourceRequest {
  readonly action: (typeof alertResourceActions)[number];
  readonly index: number;
}

/** Requests and events of the viewer. A type alias, for only those fit the index signatures of `Contract`. */
export type AlertContract = {
  readonly requests: {
    /** The view is shown and wants everything; later reports follow from there. */
    readonly show: readonly [parameters: undefined, result: AlertSnapshot];
    readonly act: readonly [parameters: AlertAction, result: undefined];
    readonly actOn: readonly [parameters: AlertResourceRequest, result: undefined];
  };
  readonly events: {
    /** The panel shows another payload, or its file has changed. */
    readonly report: PayloadReport;
  };
};

/** Checks of what the view sends. A missing parameter arrives as undefined or, through JSON, as null. */
export const alertGuards: Readonly<ParameterGuards<AlertContract>> = {
  show: (value): value is undefined => value === undefined || value === null,
  act: (value): value is AlertAction => alertActions.some((each) => each === value),
  actOn: (value): value is AlertResourceRequest => {
    const { action, index } = (typeof value === 'object' && value !== null ? value : {}) as Partial<
      Record<keyof AlertResourceRequest, unknown>
    >;
    return alertResourceActions.some((each) => each === action) && Number.isSafeInteger(index) && Number(index) >= 0;
  },
};
