// How machines and scale sets look in the tree.

import * as l10n from '@vscode/l10n';
import type { PowerState, ScaleSet, VirtualMachine } from '../../domain/arm/resource.ts';
import type { TreeIcon, TreeNode } from './treeNode.ts';

/** The node of a machine or scale set, without its children. */
export function machineNode(resource: VirtualMachine | ScaleSet, subscriptionId: string): TreeNode {
  const { id, name, region } = resource;
  const isMachine = 'powerState' in resource;
  const state = isMachine
    ? powerText(resource.powerState)
    : resource.capacity === 1
      ? l10n.t('1 instance')
      : l10n.t('{0} instances', resource.capacity);
  return {
    kind: isMachine ? 'virtualMachine' : 'scaleSet',
    id,
    label: name,
    description: [state, region].join(' · '),
    tooltip: [name, state, id],
    icon: isMachine ? machineIcon(resource.powerState) : { id: 'layers' },
    contextValue: isMachine ? `virtualMachine;${resource.powerState};arm` : 'scaleSet;arm',
    resourceId: id,
    subscriptionId,
    region,
  };
}

function machineIcon(state: PowerState): TreeIcon {
  switch (state) {
    case 'running':
      return { id: 'vm-running', color: 'charts.green' };
    case 'unknown':
      return { id: 'vm' };
    default:
      return { id: 'vm-outline' };
  }
}

/** A machine's power state in the user's language. */
export function powerText(state: PowerState): string {
  switch (state) {
    case 'running':
      return l10n.t('running');
    case 'starting':
      return l10n.t('starting');
    case 'stopping':
    case 'deallocating':
      return l10n.t('stopping');
    case 'stopped':
      return l10n.t('stopped');
    case 'deallocated':
      return l10n.t('deallocated');
    case 'unknown':
      return l10n.t('state unknown');
  }
}
