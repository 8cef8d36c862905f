// The tree as plain descriptors: the host renders any of them, so all content and states are tested in plain Node.

import type { CallOptions } from '../azure/ports.ts';

/** What a node stands for. */
export type TreeNodeKind =
  | 'subscription'
  | 'networkWatcher'
  | 'packetCapture'
  | 'machines'
  | 'virtualMachine'
  | 'scaleSet'
  | 'alertRules'
  | 'alertRule'
  | 'firedAlerts'
  | 'firedAlert'
  | 'actionGroups'
  | 'actionGroup'
  | 'receivedAlert'
  | 'eventHubs'
  | 'eventHubNamespace'
  | 'eventHub'
  | 'more'
  | 'message';

/** A codicon and, where it carries meaning, a theme colour. */
export interface TreeIcon {
  readonly id: string;
  readonly color?: string;
}

/** One node. `id` is unique in the tree and stable over refreshes. */
export interface TreeNode {
  readonly kind: TreeNodeKind;
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  /** What the node is at this place; stands before the description, which may be renewed. */
  readonly note?: string;
  /** Lines of plain text. */
  readonly tooltip?: readonly string[];
  readonly icon: TreeIcon;
  /** Words by which the manifest's menus recognise the node. */
  readonly contextValue: string;
  /** The ARM resource behind the node, for Copy Resource ID, Open in Portal and View Properties. */
  readonly resourceId?: string;
  readonly subscriptionId?: string;
  /** Region of a watcher, machine or scale set. */
  readonly region?: string;
  /** Present on nodes that can be expanded. */
  readonly children?: (options: CallOptions) => Promise<readonly TreeNode[]>;
  readonly isExpanded?: boolean;
  /** The command a click runs, with this node as argument. */
  readonly command?:
    | 'retry'
    | 'openTraffic'
    | 'viewFiredAlert'
    | 'openReceivedAlert'
    | 'revealCapture'
    | 'showMore'
    | 'selectSubscriptions';
  /** What went wrong, on message nodes of a failed listing. */
  readonly error?: unknown;
}
