// "Would this packet pass?" answered: the decision in a sentence, the packet, and the rules with the deciding one marked.

import * as l10n from '@vscode/l10n';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport, ReportSection, Verdict } from '../../domain/diagnostic/diagnosticReport.ts';
import type { IpFlowAnswer, IpFlowQuestion } from '../../domain/diagnostic/ipFlow.ts';
import { findDecidingRules, readRuleName } from '../../domain/diagnostic/securityRule.ts';
import type { CardRules } from '../../domain/diagnostic/securityRule.ts';
import { isSameResource } from '../../domain/arm/resourceId.ts';
import { accessText, directionText, factOf, originText, protocolText } from './reportWords.ts';
import { ruleTable } from './ruleTables.ts';

/** The rules of the machine, or why they could not be read. */
export type RulesInEffect = { readonly cards: readonly CardRules[] } | { readonly problem: string };

/** Makes the report. */
export function ipFlowReport(
  machine: DiagnosticMachine,
  question: IpFlowQuestion,
  answer: IpFlowAnswer,
  rules: RulesInEffect,
): DiagnosticReport {
  const cards = 'cards' in rules ? rules.cards.filter((card) => isAsked(card, question)) : [];
  const deciding =
    answer.ruleName === undefined
      ? []
      : findDecidingRules(cards, { ruleName: answer.ruleName, direction: question.direction, access: answer.access });
  const name = answer.ruleName === undefined ? undefined : readRuleName(answer.ruleName).name;
  return {
    kind: 'ipFlow',
    title: l10n.t('IP flow of {0}', machine.name),
    verdict: verdictOf(question, answer, name),
    sections: [
      {
        kind: 'facts',
        title: l10n.t('Packet'),
        facts: [
          ...factOf(l10n.t('Machine'), machine.name),
          ...factOf(l10n.t('Direction'), directionText(question.direction)),
          ...factOf(l10n.t('Protocol'), protocolText(question.protocol)),
          ...factOf(l10n.t('Local address and port'), endText(question.localAddress, question.localPort)),
          ...factOf(l10n.t('Remote address and port'), endText(question.remoteAddress, question.remotePort)),
          ...factOf(l10n.t('Access'), accessText(answer.access)),
          ...factOf(l10n.t('Rule'), name),
          ...factOf(l10n.t('The rule comes from'), deciding.map(originText).filter(Boolean).join('; ')),
          ...('problem' in rules ? factOf(l10n.t('The rules in effect could not be read'), rules.problem) : []),
        ],
      },
      ...cards.map((card): ReportSection =>
        ruleTable(card, question.direction, ({ rule }) =>
          deciding.some((each) => isSameName(each.rule.name, rule.name) && each.rule.priority === rule.priority),
        ),
      ),
    ],
  };
}

function verdictOf(question: IpFlowQuestion, { access }: IpFlowAnswer, rule: string | undefined): Verdict {
  const local = endText(question.localAddress, question.localPort);
  const remote = endText(question.remoteAddress, question.remotePort);
  const [from, to] = question.direction === 'inbound' ? [remote, local] : [local, remote];
  const protocol = protocolText(question.protocol);
  switch (access) {
    case 'allow':
      return {
        tone: 'good',
        text:
          rule === undefined
            ? l10n.t('{0} packets from {1} to {2} are allowed.', protocol, from, to)
            : l10n.t('{0} packets from {1} to {2} are allowed by the rule "{3}".', protocol, from, to, rule),
      };
    case 'deny':
      return {
        tone: 'bad',
        text:
          rule === undefined
            ? l10n.t('{0} packets from {1} to {2} are denied.', protocol, from, to)
            : l10n.t('{0} packets from {1} to {2} are denied by the rule "{3}".', protocol, from, to, rule),
      };
    case 'unknown':
      return {
        tone: 'neutral',
        text: l10n.t('Azure did not say whether {0} packets from {1} to {2} pass.', protocol, from, to),
      };
  }
}

/** With a card in the question, the rules of the others say nothing about the packet. */
function isAsked(card: CardRules, { cardId }: IpFlowQuestion): boolean {
  return cardId === undefined || isSameResource(card.cardId, cardId);
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function endText(address: string, port: number | '*'): string {
  return port === '*' ? l10n.t('{0}, any port', address) : `${address}:${port}`;
}
