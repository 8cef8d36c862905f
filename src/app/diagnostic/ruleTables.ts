// Tables of the security rules in effect, in the order in which they are tried.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { ReportSection } from '../../domain/diagnostic/diagnosticReport.ts';
import { effectiveRulesInOrder } from '../../domain/diagnostic/securityRule.ts';
import type { CardRules, PlacedRule, RuleDirection } from '../../domain/diagnostic/securityRule.ts';
import { accessText, originText, protocolText, severalText } from './reportWords.ts';

/** The rules of one card in one direction. @param decides tells the rules that decided a packet, which are marked */
export function ruleTable(
  card: CardRules,
  direction: RuleDirection,
  decides: (rule: PlacedRule) => boolean = () => false,
): ReportSection {
  const name = resourceName(card.cardId);
  return {
    kind: 'table',
    title:
      direction === 'inbound'
        ? l10n.t('Inbound rules in effect on {0}', name)
        : l10n.t('Outbound rules in effect on {0}', name),
    note: l10n.t('They are tried from top to bottom; the first that fits decides.'),
    columns: [
      l10n.t('Priority'),
      l10n.t('Rule'),
      l10n.t('Access'),
      l10n.t('Protocol'),
      l10n.t('Source'),
      l10n.t('Source ports'),
      l10n.t('Destination'),
      l10n.t('Destination ports'),
      l10n.t('Comes from'),
    ],
    rows: effectiveRulesInOrder(card, direction).map((placed) => {
      const { rule } = placed;
      return {
        cells: [
          rule.priority === undefined ? '' : String(rule.priority),
          rule.name,
          accessText(rule.access),
          protocolText(rule.protocol),
          severalText(rule.sources),
          severalText(rule.sourcePorts),
          severalText(rule.destinations),
          severalText(rule.destinationPorts),
          originText(placed),
        ],
        tone:
          rule.access === 'allow'
            ? ('good' as const)
            : rule.access === 'deny'
              ? ('bad' as const)
              : ('neutral' as const),
        ...(decides(placed) ? { mark: l10n.t('decides') } : {}),
      };
    }),
  };
}
