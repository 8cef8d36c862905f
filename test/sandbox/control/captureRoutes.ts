// The routes of the control endpoint that interfere with captures and with the machines they run on.

import type { Arm } from '../arm/arm.ts';
import { removeCapture } from '../arm/capture/captureRecord.ts';
import type { Answer, Handler } from './handler.ts';
import { ok, readNumber, readText } from './handler.ts';

const captureType = 'Microsoft.Network/networkWatchers/packetCaptures';
const powerStates = ['running', 'stopped', 'deallocated'] as const;

/** Routes of captures and machines. */
export function captureRoutes(arm: () => Arm): readonly (readonly [string, Handler])[] {
  return [
    ['GET /captures', () => ok(arm().captures.running)],
    [
      'POST /captures/fail-next',
      ({ body }) => {
        const failure = {
          code: readText(body, 'code') ?? 'InternalServerError',
          message: readText(body, 'message') ?? 'An error occurred.',
        };
        arm().captures.failNext(failure, readText(body, 'name'));
        return { status: 204 };
      },
    ],
    [
      'POST /captures/blob-delay',
      ({ body }) => {
        const delayInMs = readNumber(body, 'delayInMs');
        if (delayInMs === undefined) {
          throw new TypeError("'delayInMs' is missing.");
        }
        arm().captures.blobDelayInMs = delayInMs;
        return { status: 204 };
      },
    ],
    [
      'POST /captures/{name}/end',
      ({ name, body }) => counted('ended', arm().captures.end(name, readText(body, 'stopReason') ?? 'TimeExceeded')),
    ],
    [
      'POST /captures/{name}/break',
      ({ name, body }) => counted('broken', arm().captures.break(name, readText(body, 'error') ?? 'AgentStopped')),
    ],
    ['DELETE /captures/{name}', ({ name }) => counted('removed', remove(arm(), name))],
    [
      'POST /machines/{name}/power',
      ({ name, body }) => {
        const state = powerStates.find((one) => one === body['state']);
        if (state === undefined) {
          throw new TypeError(`'state' must be one of ${powerStates.join(', ')}.`);
        }
        arm().machines.setPower(name, state);
        return { status: 204 };
      },
    ],
    ['DELETE /machines/{name}', ({ name }) => (arm().machines.remove(name), { status: 204 })],
    ['GET /machines/{name}/files', ({ name }) => ok(arm().machines.files(name))],
  ];
}

function remove({ state }: Arm, idOrName: string): number {
  const wanted = idOrName.toLowerCase();
  const found = state
    .list({ type: captureType })
    .filter(({ id, name }) => id.toLowerCase() === wanted || name.toLowerCase() === wanted);
  found.forEach((capture) => removeCapture(state, capture));
  return found.length;
}

function counted(what: string, count: number): Answer {
  return { status: count > 0 ? 200 : 404, body: { [what]: count } };
}
