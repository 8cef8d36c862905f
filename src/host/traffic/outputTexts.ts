// What was left out of a copy or changed in it, in words. The details come from the traffic and are names, never values.

import * as vscode from 'vscode';
import type { ReplayRefusal } from '../../domain/traffic/output/httpFile.ts';
import type { OutputNote } from '../../domain/traffic/output/outputNote.ts';

/** One sentence for a note. */
export function outputNoteText({ kind, detail = '' }: OutputNote): string {
  switch (kind) {
    case 'noRequest':
      return vscode.l10n.t('The request did not come.');
    case 'noResponse':
      return vscode.l10n.t('The response did not come.');
    case 'hostUnknown':
      return vscode.l10n.t('The host is not known; a placeholder stands for it.');
    case 'addressChanged':
      return vscode.l10n.t('The address could not be kept as it was.');
    case 'addressCut':
      return vscode.l10n.t('The address was cut.');
    case 'methodLeftOut':
      return vscode.l10n.t('The method is none.');
    case 'headerLeftOut':
      return vscode.l10n.t('Header left out: {0}.', detail);
    case 'headersJoined':
      return vscode.l10n.t('Headers of one name were joined: {0}.', detail);
    case 'bodyTruncated':
      return vscode.l10n.t('The body is not whole: {0} bytes were not logged.', detail);
    case 'bodyMayBeCut':
      return vscode.l10n.t('The body may have been cut.');
    case 'bodyDamaged':
      return vscode.l10n.t('Bytes of the body were no text and were replaced before they were logged.');
    case 'headCut':
      return vscode.l10n.t('The headers may not be whole.');
    case 'bodyInFile':
      return vscode.l10n.t('The body stands in the file {0}.', detail);
    case 'bodyLeftOut':
      return vscode.l10n.t('The tool cannot send this body; it was left out.');
    case 'secretReplaced':
      return vscode.l10n.t('A variable stands for a secret: {0}.', detail);
    case 'bodyHoldsSecrets':
      return vscode.l10n.t('The file {0} holds sensitive values.', detail);
  }
}

/** Why a call cannot be sent again as it was. */
export function replayRefusalText(refusal: ReplayRefusal): string {
  switch (refusal) {
    case 'noRequest':
      return vscode.l10n.t('Its request did not come.');
    case 'badStartLine':
      return vscode.l10n.t('Its first line is not an HTTP start line.');
    case 'methodUnknown':
      return vscode.l10n.t('Its method is not one that .http files can hold.');
    case 'addressCut':
      return vscode.l10n.t('Its address was cut.');
    case 'headCut':
      return vscode.l10n.t('Its headers were cut.');
    case 'bodyTruncated':
      return vscode.l10n.t('Only the beginning of its body was logged.');
  }
}
