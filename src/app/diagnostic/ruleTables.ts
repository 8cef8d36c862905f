// Tables of the security rules in effect, in the order in which they are tried.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { ReportSection } from '../../domain/diagnostic/diagnosticReport.ts';
import { effectiveRulesInOrder } from '../../domain/diagnostic/securityRule.ts';
import type { CardRules, PlacedRule, RuleDirection } from '../../domain/diagnostic/securityRule.ts';
import { accessText, addressesText, originText, portsText, protocolText } from './reportWords.ts';

/** The rules of one card in one direction. @param decides tells the rules that decided a packet, which are marked */
export function ruleTable(
  card: CardRules,
  direction: RuleDirection,
  decides: (rule: PlacedRule) => boolean = () => false,
): ReportSection {
  const name = resourceName(card.cardId);
  const placed = effectiveRulesInOrder(card, direction);
  return {
    kind: 'table',
    title:
      direction === 'inbound'
        ? l10n.t('Inbound rules in effect on {0}', name)
        : l10n.t('Outbound rules in effect on {0}', name),
    note: noteOf(placed, direction),
    columns: [
      l10n.t('Priority'),
      l10n.t('Rule'),
      l10n.t('Comes from'),
      l10n.t('Access'),
      l10n.t('Protocol'),
      l10n.t('Source'),
      l10n.t('Source ports'),
      l10n.t('Destination'),
      l10n.t('Destination ports'),
    ],
    rows: placed.map((each) => {
      const { rule } = each;
      return {
        cells: [
          rule.priority === undefined ? '' : String(rule.priority),
          rule.name,
          originText(each),
          accessText(rule.access),
          protocolText(rule.protocol),
          addressesText(rule.sources),
          portsText(rule.sourcePorts),
          addressesText(rule.destinations),
          portsText(rule.destinationPorts),
        ],
        tone:
          rule.access === 'allow'
            ? ('good' as const)
            : rule.access === 'deny'
              ? ('bad' as const)
              : ('neutral' as const),
        ...(decides(each) ? { mark: l10n.t('decides') } : {}),
      };
    }),
  };
}

/** Two groups judge one after the other; rules of one alone simply come in their order. */
function noteOf(rules: readonly PlacedRule[], direction: RuleDirection): string {
  const hasBoth = (['subnet', 'card'] as const).every((place) => rules.some((each) => each.place === place));
  if (!hasBoth) {
    return l10n.t('They are tried from top to bottom; the first that fits decides.');
  }
  return direction === 'inbound'
    ? l10n.t(
        'The group at the subnet judges first, then the one at the network card, each with the default rules at its end. In each the first rule that fits decides, and only what both allow passes.',
      )
    : l10n.t(
        'The group at the network card judges first, then the one at the subnet, each with the default rules at its end. In each the first rule that fits decides, and only what both allow passes.',
      );
}
