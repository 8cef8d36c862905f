// Names of captures that alerts start. The same alert and machine always give the same name, so that a payload that comes again
// finds the capture that it started, and the capture tells its alert. The scaffolded Function names its captures by the same rule.

import { resourceName } from '../arm/resourceId.ts';

/** Letters of a machine's name that a capture's name keeps. */
const keptLetters = 40;

/**
 * `alert-<machine>-<16 hexadecimal digits>`, at most 63 letters.
 * @param alertKey see `alertKeyOf`
 * @param targetId the machine or scale set, in any case of letters
 */
export function alertCaptureName(alertKey: string, targetId: string): string {
  const machine = resourceName(targetId)
    .replaceAll(/[^\w.-]/g, '-')
    .slice(0, keptLetters);
  return `alert-${machine}-${digestOf(`${alertKey}|${targetId}`.toLowerCase())}`;
}

/** True for a capture that this alert started on this machine, whatever the case of its name. */
export function isCaptureOfAlert(captureName: string, alertKey: string, targetId: string): boolean {
  return captureName.toLowerCase() === alertCaptureName(alertKey, targetId).toLowerCase();
}

/**
 * What tells an alert from another that its rule raised: the last part of the alert's id, which its payload and its entry in
 * Microsoft.AlertsManagement share though the ids differ; without an id, rule and time.
 */
export function alertKeyOf({
  alertId,
  ruleId,
  ruleName,
  firedAt,
}: {
  readonly alertId?: string;
  readonly ruleId?: string;
  readonly ruleName?: string;
  readonly firedAt?: number;
}): string {
  return (
    alertId === undefined ? `${ruleId ?? ruleName ?? ''}|${firedAt ?? ''}` : alertId.split('/').at(-1)!
  ).toLowerCase();
}

/** Two 32-bit FNV-1a sums with different beginnings: no secret, only a short name. */
function digestOf(text: string): string {
  return [0x811c9dc5, 0x01000193].map((start) => fnv1a(text, start)).join('');
}

function fnv1a(text: string, start: number): string {
  let sum = start;
  for (let at = 0; at < text.length; at++) {
    sum = Math.imul(sum ^ text.charCodeAt(at), 0x01000193);
  }
  return (sum >>> 0).toString(16).padStart(8, '0');
}
