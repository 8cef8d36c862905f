// The words of the questions of diagnostics: titles, prompts, choices, and what is wrong with an answer.

import * as vscode from 'vscode';
import type { FieldProblem, FormField } from '../../domain/diagnostic/diagnosticForm.ts';
import type { DiagnosticKind } from '../../domain/diagnostic/diagnosticKind.ts';

/** What is asked as a whole, above its steps. */
export function questionTitle(kind: DiagnosticKind, machine: string): string {
  switch (kind) {
    case 'ipFlow':
      return vscode.l10n.t('Would a packet pass? {0}', machine);
    case 'nextHop':
      return vscode.l10n.t('Where does a packet go next? {0}', machine);
    default:
      return vscode.l10n.t('Does a connection come through? {0}', machine);
  }
}

/** What is asked with one field. */
export function promptText(field: FormField): string {
  switch (field) {
    case 'direction':
      return vscode.l10n.t('Direction of the packet, seen from the machine');
    case 'protocol':
      return vscode.l10n.t('Protocol');
    case 'localAddress':
      return vscode.l10n.t('Local address: an IPv4 address of the machine');
    case 'localPort':
      return vscode.l10n.t('Local port');
    case 'remoteAddress':
      return vscode.l10n.t('Remote address: the IPv4 address at the other end, for example 203.0.113.7');
    case 'remotePort':
      return vscode.l10n.t('Remote port');
    case 'sourceAddress':
      return vscode.l10n.t('Source: an IPv4 address of the machine');
    case 'destinationAddress':
      return vscode.l10n.t('Destination: an IPv4 address');
    case 'destination':
      return vscode.l10n.t('Destination: a host name, an IPv4 address, a URL or a resource id');
    case 'port':
      return vscode.l10n.t('Port of the destination');
  }
}

/** A choice in words. */
export function choiceText(choice: string): string {
  switch (choice) {
    case 'inbound':
      return vscode.l10n.t('Inbound: to the machine');
    case 'outbound':
      return vscode.l10n.t('Outbound: from the machine');
    default:
      return choice.toUpperCase();
  }
}

/** What is wrong with an answer; undefined when nothing is. */
export function problemText(problem: FieldProblem | undefined): string | undefined {
  switch (problem) {
    case undefined:
    case 'notChoice':
      return undefined;
    case 'notIpv4':
      return vscode.l10n.t('Enter an IPv4 address, for example 10.0.0.4.');
    case 'notPort':
      return vscode.l10n.t('Enter a port from 0 to 65535.');
    case 'notPortOrAny':
      return vscode.l10n.t('Enter a port from 0 to 65535, or * for any.');
    case 'notDestination':
      return vscode.l10n.t('Enter a host name, an IPv4 address, a URL or a resource id.');
  }
}
