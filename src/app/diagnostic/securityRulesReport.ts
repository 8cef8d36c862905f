// The security rules in effect on a machine: a sentence on what is open to everybody, and the rules of each network card.

import * as l10n from '@vscode/l10n';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport } from '../../domain/diagnostic/diagnosticReport.ts';
import { effectiveRulesInOrder, rulesOpenToAll } from '../../domain/diagnostic/securityRule.ts';
import type { CardRules } from '../../domain/diagnostic/securityRule.ts';
import { ruleTable } from './ruleTables.ts';

/** Makes the report. */
export function securityRulesReport(machine: DiagnosticMachine, cards: readonly CardRules[]): DiagnosticReport {
  return {
    kind: 'securityRules',
    title: l10n.t('Security rules of {0}', machine.name),
    verdict: { tone: 'neutral', text: sentenceOf(machine.name, cards) },
    sections: cards.flatMap((card) => [ruleTable(card, 'inbound'), ruleTable(card, 'outbound')]),
  };
}

function sentenceOf(machine: string, cards: readonly CardRules[]): string {
  if (cards.every((card) => effectiveRulesInOrder(card, 'inbound').length === 0)) {
    return l10n.t('No network security rule is in effect for packets to "{0}".', machine);
  }
  const open = [...new Set(cards.flatMap(rulesOpenToAll).map(({ name }) => name))];
  return open.length === 0
    ? l10n.t('No rule lets packets from any source to "{0}".', machine)
    : l10n.t(
        'Packets from any source are let to "{0}" by these rules, unless another one denies them: {1}.',
        machine,
        open.join(', '),
      );
}
