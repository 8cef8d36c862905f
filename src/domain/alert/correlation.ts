// What belongs to a fired alert: the captures that it started, and those and the calls of the time it was about.

import { isSameResource } from '../arm/resourceId.ts';
import type { PacketCapture } from '../capture/packetCapture.ts';
import { alertKeyOf, isCaptureOfAlert } from './alertCaptureName.ts';
import type { FiredAlert } from './firedAlert.ts';

/** How a capture belongs to an alert: `started` by it, as its name tells, or of the same machine `meanwhile`. */
export type CaptureRelation = 'started' | 'meanwhile';

/** A metric alert looks back by its window and reaches people a little later: what began this long before may have raised it. */
const leadInMs = 10 * 60_000;
/** What began this long after its end still may be about it; without an end, this long after its beginning. */
const tailInMs = 15 * 60_000;
const openInMs = 60 * 60_000;

/** The time that an alert is about, in milliseconds since 1970; undefined when nobody knows when it fired. */
export function alertSpan({
  firedAt,
  resolvedAt,
}: Pick<FiredAlert, 'firedAt' | 'resolvedAt'>): { readonly from: number; readonly to: number } | undefined {
  return firedAt === undefined
    ? undefined
    : { from: firedAt - leadInMs, to: resolvedAt === undefined ? firedAt + openInMs : resolvedAt + tailInMs };
}

/** How a capture belongs to an alert; undefined when it does not. */
export function captureRelation(
  capture: Pick<PacketCapture, 'name' | 'targetId' | 'startedAt'>,
  alert: FiredAlert,
): CaptureRelation | undefined {
  const alertKey = alertKeyOf({ alertId: alert.id });
  // The capture of one instance has the scale set as its target, and its name is of the instance that the alert is about.
  if ([capture.targetId, alert.targetId ?? ''].some((id) => isCaptureOfAlert(capture.name, alertKey, id))) {
    return 'started';
  }
  const span = alertSpan(alert);
  const { startedAt } = capture;
  return isSameResource(capture.targetId, alert.targetId) &&
    span !== undefined &&
    startedAt !== undefined &&
    span.from <= startedAt &&
    startedAt <= span.to
    ? 'meanwhile'
    : undefined;
}

/** The alert that a capture belongs to: the one that started it, else the latest of its machine's at its time. */
export function alertOfCapture(
  capture: Pick<PacketCapture, 'name' | 'targetId' | 'startedAt'>,
  alerts: readonly FiredAlert[],
): FiredAlert | undefined {
  const related = alerts.map((alert) => ({ alert, relation: captureRelation(capture, alert) }));
  const latest = related
    .filter(({ relation }) => relation === 'meanwhile')
    .toSorted((a, b) => (b.alert.firedAt ?? 0) - (a.alert.firedAt ?? 0))[0];
  return (related.find(({ relation }) => relation === 'started') ?? latest)?.alert;
}
