// Lines of the tree that are no resources: "nothing here", "this failed", "show more".

import * as l10n from '@vscode/l10n';
import { isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';
import type { Log } from '../../base/log.ts';
import type { CallOptions } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import type { TreeNode } from './treeNode.ts';

/** A line of text in the tree, where there is nothing to list. */
export function messageNode(id: string, label: string, tooltip?: string): TreeNode {
  return {
    kind: 'message',
    id,
    label,
    icon: { id: 'info' },
    contextValue: 'message',
    ...(tooltip === undefined ? {} : { tooltip: [tooltip] }),
  };
}

/** The last line of a list that is not shown whole. @param parentId the node whose list it is */
export function moreNode(parentId: string, hidden: number): TreeNode {
  return {
    kind: 'more',
    id: `${parentId}#more`,
    label: l10n.t('Show more'),
    description: l10n.t('{0} not shown', hidden),
    icon: { id: 'ellipsis' },
    contextValue: 'more',
    command: 'showMore',
  };
}

/** A failed listing as a node that says why, and lists again when clicked. */
export function failureNode(id: string, error: unknown): TreeNode {
  const message = errorText(error);
  return {
    kind: 'message',
    id: `${id}#error`,
    label: failureLabel(error),
    description: message,
    tooltip: [message, l10n.t('Click to try again.')],
    icon: { id: 'warning', color: 'list.warningForeground' },
    contextValue: 'message;error',
    command: 'retry',
    error,
  };
}

/** The kind of a failure in a few words; the panel is narrow, and the whole sentence follows as description. */
function failureLabel(error: unknown): string {
  switch (isUserError(error) ? error.code : undefined) {
    case 'forbidden':
      return l10n.t('Not allowed');
    case 'throttled':
      return l10n.t('Too many requests');
    case 'serviceUnreachable':
      return l10n.t('Not reachable');
    case 'signedOut':
    case 'consentRequired':
    case 'accessRefused':
      return l10n.t('Sign-in needed');
    case 'resourceNotFound':
      return l10n.t('Gone');
    default:
      return l10n.t('Not listed');
  }
}

/** Turns a listing that fails into a node that says so; a cancelled one shows nothing. */
export function guarded(
  id: string,
  log: Log,
  list: (options: CallOptions) => Promise<readonly TreeNode[]>,
): (options: CallOptions) => Promise<readonly TreeNode[]> {
  return async (options) => {
    try {
      return await list(options);
    } catch (error) {
      if (isCancelled(error)) {
        return [];
      }
      log.warn(`Listing ${id} failed: ${errorText(error)}`);
      return [failureNode(id, error)];
    }
  };
}
