// "Where does this packet go next?" answered: the way in a sentence, and the route that decides.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import type { DiagnosticMachine } from '../../domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticReport } from '../../domain/diagnostic/diagnosticReport.ts';
import type { NextHopAnswer, NextHopQuestion } from '../../domain/diagnostic/nextHop.ts';
import { factOf } from './reportWords.ts';

/** Makes the report. */
export function nextHopReport(
  machine: DiagnosticMachine,
  question: NextHopQuestion,
  answer: NextHopAnswer,
): DiagnosticReport {
  const table = answer.routeTableId === undefined ? l10n.t('none, a system route') : resourceName(answer.routeTableId);
  return {
    kind: 'nextHop',
    title: l10n.t('Next hop from {0}', machine.name),
    verdict: { tone: answer.type === 'none' ? 'bad' : 'neutral', text: sentenceOf(question, answer) },
    sections: [
      {
        kind: 'facts',
        title: l10n.t('Route'),
        facts: [
          ...factOf(l10n.t('Machine'), machine.name),
          ...factOf(l10n.t('Source'), question.sourceAddress),
          ...factOf(l10n.t('Destination'), question.destinationAddress),
          ...factOf(l10n.t('Next hop'), answer.typeName),
          ...factOf(l10n.t('Address of the next hop'), answer.address),
          ...factOf(l10n.t('Route table'), table),
        ],
      },
    ],
  };
}

function sentenceOf({ sourceAddress: from, destinationAddress: to }: NextHopQuestion, answer: NextHopAnswer): string {
  switch (answer.type) {
    case 'internet':
      return l10n.t('Packets from {0} to {1} go to the internet.', from, to);
    case 'virtualAppliance':
    case 'virtualApplianceEcmp':
      return answer.address === undefined
        ? l10n.t('Packets from {0} to {1} go to a virtual appliance.', from, to)
        : l10n.t('Packets from {0} to {1} go to the virtual appliance at {2}.', from, to, answer.address);
    case 'virtualNetworkGateway':
      return l10n.t('Packets from {0} to {1} go to the virtual network gateway.', from, to);
    case 'virtualNetwork':
      return l10n.t('Packets from {0} to {1} stay in the virtual network.', from, to);
    case 'peering':
      return l10n.t('Packets from {0} to {1} go to a peered virtual network.', from, to);
    case 'serviceEndpoint':
      return l10n.t('Packets from {0} to {1} go to an Azure service through a service endpoint.', from, to);
    case 'none':
      return l10n.t('Packets from {0} to {1} are dropped: the route leads nowhere.', from, to);
    case 'hyperNetGateway':
    case 'unknown':
      return l10n.t('Packets from {0} to {1} go to a next hop of the kind "{2}".', from, to, answer.typeName);
  }
}
