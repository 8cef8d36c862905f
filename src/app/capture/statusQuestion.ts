// Asks for the status of a listing's captures, and knows when asking further makes no sense.

import type { Log } from '../../base/log.ts';
import { isSameRun } from '../../domain/capture/packetCapture.ts';
import type { PacketCapture } from '../../domain/capture/packetCapture.ts';
import type { CallOptions } from '../azure/ports.ts';
import { isUserError } from '../error/userError.ts';
import type { PacketCaptureClient } from './ports.ts';

/**
 * known: the service answered, or will not answer otherwise. forbidden: the account may list captures but not ask for their
 * status, as Azure's Reader. owed: the service could not answer now (throttled, unreachable), so it is asked again. unasked: one
 * of a long list that is asked for one after another.
 */
export type StatusKnowledge = 'known' | 'forbidden' | 'owed' | 'unasked';

/** A capture as far as the service told of it; `status` is absent where it was not asked. */
export interface StatusAnswer {
  readonly capture: PacketCapture;
  readonly status?: StatusKnowledge;
}

/** What the failure of one status question means for the list; undefined when it spoils the whole. */
export function knowledgeAfter(error: unknown): StatusKnowledge | undefined {
  switch (isUserError(error) ? error.code : undefined) {
    case 'forbidden':
      return 'forbidden';
    case 'throttled':
    case 'serviceUnreachable':
      return 'owed';
    case 'serviceFailed':
      return 'known';
    default:
      return undefined;
  }
}

/**
 * Makes the question for the captures of one listing. Being refused, throttled or cut off once is enough: that is logged, and
 * the others are given as they are known or listed. Gives undefined for a capture that is gone; rejects with any other error.
 * @param find the latest known value of a capture
 */
export function statusQuestion(
  client: PacketCaptureClient,
  ports: { readonly log: Log; readonly find: (captureId: string) => PacketCapture | undefined },
  options: CallOptions,
): (listed: PacketCapture) => Promise<StatusAnswer | undefined> {
  let refusal: StatusKnowledge = 'known';
  return async (listed) => {
    let status = refusal;
    if (refusal === 'known') {
      try {
        return { capture: await client.getStatus(listed, options), status };
      } catch (error) {
        if (isUserError(error) && error.code === 'resourceNotFound') {
          return undefined;
        }
        const after = knowledgeAfter(error);
        if (after === undefined || !(error instanceof Error)) {
          throw error;
        }
        if (refusal === 'known') {
          ports.log.warn(`Status of capture ${listed.name} not available: ${error.message}`);
          refusal = after;
        }
        status = after;
      }
    }
    const known = ports.find(listed.id);
    return { capture: known !== undefined && isSameRun(known, listed) ? known : listed, status };
  };
}
