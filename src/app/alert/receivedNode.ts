// How received alerts look in their list: what fired, on what, when, and below what came of it.

import * as l10n from '@vscode/l10n';
import { machinesOf } from '../../domain/alert/receiverRule.ts';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { momentText } from '../tree/alertNodes.ts';
import type { TreeIcon, TreeNode } from '../tree/treeNode.ts';
import { payloadSummary } from './payloadSummary.ts';
import type { ReceivedAlert, ReceivedOutcome } from './receiverPorts.ts';

/** The node of a received alert; a click shows the payload. */
export function receivedNode(received: ReceivedAlert): TreeNode {
  const { id, payload, receivedAt, count, outcomes } = received;
  // Another id once there is something below it: VS Code keeps a node of the same id folded.
  const node = outcomes.length === 0 ? `received-${id}` : `received-${id}-acted`;
  const times = count > 1 ? [l10n.t('{0} times', count)] : [];
  const mayCapture = payload.moment === 'fired' && machinesOf(payload.targets).length > 0;
  return {
    kind: 'receivedAlert',
    id: node,
    label: payload.ruleName ?? l10n.t('Alert without a name'),
    description: [...payload.targets.slice(0, 2).map(resourceName), ...times, momentText(receivedAt)].join(' · '),
    tooltip: [payloadSummary(payload).text, ...outcomes.map(({ text }) => text)],
    icon: iconOf(received),
    contextValue: `receivedAlert;${payload.moment}${mayCapture ? ';machine' : ''}`,
    command: 'openReceivedAlert',
    ...(outcomes.length === 0
      ? {}
      : {
          children: (): Promise<readonly TreeNode[]> =>
            Promise.resolve(outcomes.map((outcome, index) => outcomeNode(outcome, `${node}-${index}`))),
          isExpanded: true,
        }),
  };
}

function iconOf({ payload, outcomes }: ReceivedAlert): TreeIcon {
  if (outcomes.some(({ kind }) => kind === 'problem')) {
    return { id: 'warning', color: 'charts.yellow' };
  }
  switch (payload.moment) {
    case 'fired':
      return { id: 'flame', color: 'charts.red' };
    case 'resolved':
      return { id: 'pass', color: 'charts.green' };
    case 'unknown':
      return { id: 'question' };
  }
}

function outcomeNode({ kind, text, captureId }: ReceivedOutcome, id: string): TreeNode {
  const icons = { capture: 'record', problem: 'error', withheld: 'circle-slash' } as const;
  return {
    kind: captureId === undefined ? 'message' : 'packetCapture',
    id,
    label: text,
    tooltip: [text],
    icon: { id: icons[kind] },
    contextValue: captureId === undefined ? 'receivedOutcome' : 'receivedOutcome;capture',
    ...(captureId === undefined ? {} : { resourceId: captureId, command: 'revealCapture' }),
  };
}
