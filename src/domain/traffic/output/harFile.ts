// The shape of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/) as we write it. Fields with an underscore are ours: the
// format lets programs add such, and what an Event Hub knows has no other place in it.

import type { ExchangeState, Mark } from '../exchange.ts';
import type { GatewayMetadata } from '../gatewayMetadata.ts';
import type { LoggedFormat } from '../loggedMessage.ts';

/** A header, cookie or query field. */
export interface HarField {
  readonly name: string;
  readonly value: string;
}

/** What both halves may carry beside the format's own fields. */
interface HarHalfExtras {
  /** The first line, where it cannot be put together again from the other fields. */
  readonly _startLine?: string;
  /** The lines of the headers, where one of them is no header. */
  readonly _headerLines?: readonly string[];
  /** True when the message ends within its headers. */
  readonly _cutInHead?: true;
  /** Bytes of the body that were not logged. */
  readonly _truncated?: { readonly missing: number };
}

/** Body of a request. */
export interface HarPostData {
  readonly mimeType: string;
  readonly text: string;
  /** Present when the text is base64: the format knows that of responses only. */
  readonly _encoding?: 'base64';
}

/** A request; `url` is absolute and percent-encoded. */
export interface HarRequest extends HarHalfExtras {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarField[];
  readonly headers: readonly HarField[];
  readonly queryString: readonly HarField[];
  readonly headersSize: number;
  readonly bodySize: number;
  readonly postData?: HarPostData;
  /** The target as it was logged. */
  readonly _rawTarget?: string;
}

/** Body of a response; `size` is that of the whole body, `text` holds what was logged of it. */
export interface HarContent {
  readonly size: number;
  readonly mimeType: string;
  readonly text?: string;
  readonly encoding?: 'base64';
  readonly comment?: string;
}

/** A response; status 0 when there is none. */
export interface HarResponse extends HarHalfExtras {
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly cookies: readonly HarField[];
  readonly headers: readonly HarField[];
  readonly content: HarContent;
  readonly redirectURL: string;
  readonly headersSize: number;
  readonly bodySize: number;
}

/** Where a half stood in the hub. */
export interface HarPosition {
  readonly partition: string;
  readonly sequence: number;
  readonly offset?: string;
  /** ISO 8601 in UTC. */
  readonly enqueued: string;
  readonly properties?: Readonly<Record<string, string>>;
  readonly format: LoggedFormat;
}

/** One exchange. `time` and `timings` are in milliseconds. */
export interface HarEntry {
  readonly startedDateTime: string;
  readonly time: number;
  readonly request: HarRequest;
  readonly response: HarResponse;
  readonly cache: Readonly<Record<string, never>>;
  readonly timings: { readonly send: number; readonly wait: number; readonly receive: number };
  readonly comment?: string;
  readonly _apimMessageId: string;
  readonly _eventHub: { readonly request?: HarPosition; readonly response?: HarPosition };
  readonly _gateway?: { readonly request?: GatewayMetadata; readonly response?: GatewayMetadata };
  readonly _state: ExchangeState;
  /** Which clock the times are of. */
  readonly _clock: 'enqueued' | 'gateway';
  readonly _firstSeen: string;
  readonly _unanswered?: true;
  readonly _noRequest?: true;
  /** The duration where clocks differ so that it is negative. */
  readonly _negativeDuration?: number;
  readonly _repeatCount?: number;
  readonly _mayBeInGap?: true;
  /** HTTP Toolkit reads this one too. */
  readonly _pinned?: true;
  readonly _mark?: Mark;
  readonly _note?: string;
  /** Places whose values were replaced, as `side kind name`. */
  readonly _redacted?: readonly string[];
}

/** Stands for a method that was not logged; `_noRequest` or `_startLine` says so. Some readers refuse a file with any but the usual names. */
export const unknownMethod = 'GET';
/** The version where the start line has none. */
export const unknownVersion = 'unknown';
