// The routes of the control endpoint that raise alerts by hand and tell what was delivered.

import type { Arm } from '../arm/arm.ts';
import type { Handler } from './handler.ts';
import { ok, readNumber, readText } from './handler.ts';

const mostTimes = 10_000;

/** Routes of alerts. */
export function alertRoutes(arm: () => Arm): readonly (readonly [string, Handler])[] {
  return [
    ['GET /alerts/deliveries', () => ok(arm().monitor.deliveries.entries)],
    [
      'POST /alerts/fire',
      ({ body }) => {
        const rule = readText(body, 'rule');
        const condition = readText(body, 'condition') ?? 'Fired';
        if (rule === undefined || (condition !== 'Fired' && condition !== 'Resolved')) {
          throw new TypeError("'rule' is missing, or 'condition' is neither Fired nor Resolved.");
        }
        const alertId = arm().monitor.manual.raise({
          rule,
          resourceId: readText(body, 'resourceId'),
          condition,
          times: readNumber(body, 'times', mostTimes),
        });
        return ok({ alertId });
      },
    ],
    ['POST /alerts/evaluate', () => (arm().monitor.engine.evaluateAll(), { status: 204 })],
  ];
}
