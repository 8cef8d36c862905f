// Payloads of alerts as the rest of the host knows them: they are opened here, whoever has one.

import type * as vscode from 'vscode';

/** Where a payload comes from. */
export type PayloadOrigin = 'editor' | 'clipboard' | 'firedAlert' | 'receiver';

/** A payload to be shown. */
export interface OpenPayloadOptions {
  /** The body as it came. */
  readonly text: string;
  /** What the panel's tab says besides the rule, e.g. the name of a file. */
  readonly title: string;
  readonly origin: PayloadOrigin;
  /** The file that it was read from: the panel follows its changes, and its raw text is that file. */
  readonly fileUri?: vscode.Uri;
}

/** The viewer. */
export interface AlertPayloads {
  /** Shows a payload; the panel of the same file, or of the same origin and title, is used again. Rejects with UserError `noAlertPayload`. */
  open(options: OpenPayloadOptions): Promise<void>;
  /**
   * Shows what a command is about: a file's address or `{ text, title }` when the argument is one, else the active editor or the
   * clipboard. Rejects with UserError `noAlertPayload` or `payloadFileUnreadable`.
   */
  openFrom(place: 'editor' | 'clipboard', argument?: unknown): Promise<void>;
}
