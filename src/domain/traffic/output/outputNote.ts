// What a copy or an export of an exchange leaves out or changes, so that a person can be told.

/**
 * noRequest, noResponse: the half is not there. hostUnknown: a placeholder stands for it. addressChanged: it could not be kept
 * as it was. addressCut: it was longer than what was kept. methodLeftOut: it is no method. headerLeftOut: `reason` says why.
 * headersJoined: several of one name became one. bodyTruncated, bodyMayBeCut: the gateway logged less than was sent, or perhaps.
 * bodyDamaged: its bytes were no text and were replaced. headCut: the headers may not be whole. bodyInFile: it stands in a file
 * of its own. bodyLeftOut: the tool cannot send it. secretReplaced: a variable stands for it.
 * bodyHoldsSecrets: the file of the body has secrets in it.
 */
export type OutputNoteKind =
  | 'noRequest'
  | 'noResponse'
  | 'hostUnknown'
  | 'addressChanged'
  | 'addressCut'
  | 'methodLeftOut'
  | 'headerLeftOut'
  | 'headersJoined'
  | 'bodyTruncated'
  | 'bodyMayBeCut'
  | 'bodyDamaged'
  | 'headCut'
  | 'bodyInFile'
  | 'bodyLeftOut'
  | 'secretReplaced'
  | 'bodyHoldsSecrets';

/** connection: it speaks of the connection, which will be another. name, value: not sendable safely. tool: the tool sets it itself. */
export type HeaderReason = 'connection' | 'name' | 'value' | 'tool';

/** One thing that a person should know about what was written. */
export interface OutputNote {
  readonly kind: OutputNoteKind;
  /** Name of a header, variable or file, or a number of bytes; comes from the traffic, at most 100 characters, never a value. */
  readonly detail?: string;
  readonly reason?: HeaderReason;
}

/** A file that goes with a text. */
export interface OutputFile {
  /** Letters, digits, `.` and `-` only. */
  readonly name: string;
  /** A copy: the store may drop the message meanwhile. */
  readonly bytes: Uint8Array;
}

/** Text for the clipboard, what to know about it, and the body where the text refers to it by file. */
export interface CopiedText {
  readonly text: string;
  readonly notes: readonly OutputNote[];
  readonly bodyFile?: OutputFile;
}

/** A detail that is safe to show: short, on one line, without characters that are not seen. */
export function noteDetail(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '·')
    .slice(0, 100)
    .toWellFormed();
}
