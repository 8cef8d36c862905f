// How a packet capture looks in the tree: its state in words, time left, limits and end.

import * as l10n from '@vscode/l10n';
import { resourceName } from '../../domain/arm/resourceId.ts';
import { describeByteSize } from '../../domain/capture/byteSize.ts';
import { remainingSeconds } from '../../domain/capture/packetCapture.ts';
import type { CaptureState, PacketCapture } from '../../domain/capture/packetCapture.ts';
import { captureProblemsText, filterText, ringText } from '../capture/captureTexts.ts';
import type { TreeIcon, TreeNode } from './treeNode.ts';

/** The node of a capture. @param now milliseconds since the epoch, for the time left */
export function captureNode(capture: PacketCapture, now: number): TreeNode {
  return {
    kind: 'packetCapture',
    id: capture.id,
    label: capture.name,
    description: captureDescription(capture, now),
    tooltip: captureTooltip(capture, now),
    icon: captureIcons[capture.state],
    contextValue: `packetCapture;${capture.state};arm${capture.ring === undefined ? '' : ';ring'}${capture.storagePath === undefined || capture.storagePath === '' ? '' : ';blob'}`,
    resourceId: capture.id,
  };
}

const captureIcons: Readonly<Record<CaptureState, TreeIcon>> = {
  creating: { id: 'loading~spin' },
  running: { id: 'record', color: 'charts.red' },
  stopping: { id: 'loading~spin' },
  stopped: { id: 'pass', color: 'charts.green' },
  failed: { id: 'error', color: 'errorForeground' },
  unknown: { id: 'question' },
};

/**
 * State in a word, what is left or why it ended, and the machine, e.g. `running · 4:12 left · web-1`.
 * What matters stands first, for the panel is narrow; a machine that the capture is named after is not named twice.
 */
export function captureDescription(capture: PacketCapture, now: number): string {
  const parts = [stateText(capture.state)];
  const left = remainingSeconds(capture, now);
  if (left !== undefined) {
    parts.push(l10n.t('{0} left', clockText(left)));
  }
  if (capture.state === 'stopped' && capture.stopReason !== undefined) {
    parts.push(stopReasonText(capture.stopReason));
  }
  if (capture.problems.length > 0) {
    parts.push(captureProblemsText(capture.problems));
  }
  const machine = resourceName(capture.targetId);
  if (!capture.name.toLowerCase().startsWith(machine.toLowerCase())) {
    parts.push(machine);
  }
  return parts.join(' · ');
}

function captureTooltip(capture: PacketCapture, now: number): string[] {
  const lines = [capture.name, captureDescription(capture, now), l10n.t('Machine {0}', resourceName(capture.targetId))];
  if (capture.startedAt !== undefined) {
    lines.push(l10n.t('Started {0}', new Date(capture.startedAt).toISOString()));
  }
  const { timeLimitInSeconds, totalBytesPerSession } = capture.limits;
  if (timeLimitInSeconds !== undefined && timeLimitInSeconds > 0) {
    lines.push(l10n.t('Time limit {0}', clockText(timeLimitInSeconds)));
  }
  if (totalBytesPerSession !== undefined && totalBytesPerSession > 0) {
    lines.push(l10n.t('Size limit {0}', describeByteSize(totalBytesPerSession)));
  }
  const { include, exclude } = capture.scope;
  if (include.length > 0) {
    lines.push(l10n.t('Instances {0}', include.join(', ')));
  }
  if (exclude.length > 0) {
    lines.push(l10n.t('All instances but {0}', exclude.join(', ')));
  }
  lines.push(...capture.filters.map((filter) => l10n.t('Filter {0}', filterText(filter))));
  if (capture.ring !== undefined) {
    lines.push(l10n.t('Continuous: {0}', ringText(capture.ring)));
  }
  if (capture.storagePath !== undefined && capture.storagePath !== '') {
    lines.push(l10n.t('File {0}', capture.storagePath.split(/[?#]/)[0] ?? ''));
  } else if (capture.filePath !== undefined && capture.filePath !== '') {
    lines.push(l10n.t('File on the machine {0}', capture.filePath));
  }
  return lines;
}

/** A capture's state in the user's language. */
function stateText(state: CaptureState): string {
  switch (state) {
    case 'creating':
      return l10n.t('starting');
    case 'running':
      return l10n.t('running');
    case 'stopping':
      return l10n.t('stopping');
    case 'stopped':
      return l10n.t('stopped');
    case 'failed':
      return l10n.t('failed');
    case 'unknown':
      return l10n.t('state unknown');
  }
}

/** The service's reason in words where its meaning is known; the list is open, so anything else is shown as it comes. */
export function stopReasonText(reason: string): string {
  switch (reason.toLowerCase()) {
    case 'timeexceeded':
      return l10n.t('time limit reached');
    case 'bytesexceeded':
    case 'sizeexceeded':
      return l10n.t('size limit reached');
    case 'userstopped':
    case 'manuallystopped':
      return l10n.t('stopped by a person');
    default:
      return reason;
  }
}

/** Seconds as `m:ss` or `h:mm:ss`. */
export function clockText(seconds: number): string {
  const h = Math.floor(seconds / 3600);
  const m = Math.floor((seconds % 3600) / 60);
  return h > 0 ? `${h}:${twoDigits(m)}:${twoDigits(seconds % 60)}` : `${m}:${twoDigits(seconds % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
