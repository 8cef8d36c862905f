// What it means when VS Code could not get a person's consent: it throws plain errors without a code, so only their words tell.

import { accessRefused } from '../../app/error/userErrors.ts';
import type { UserAction } from '../../app/error/userError.ts';
import { cancelledError, isCancelled } from '../../base/abort.ts';
import { errorText } from '../../base/errorText.ts';

/** Longest reason that is shown; Entra ID adds trace ids and times. */
const maxReasonLength = 300;

/**
 * The error to go on with: cancelled when the person closed a dialog, UserError `accessRefused` when Entra ID (`AADSTS…`)
 * refused, else the error itself.
 * @param action what the message offers when the service was refused
 */
export function accessProblem(error: unknown, service: string, action: UserAction | undefined): unknown {
  const message = errorText(error);
  const refusal = /AADSTS\d+/.exec(message);
  if (refusal !== null) {
    const [reason = ''] = message.slice(refusal.index, refusal.index + maxReasonLength).split(/\r?\n|Trace ID:/);
    return accessRefused(service, reason.trim().replace(/\.$/, ''), action, error);
  }
  // 'User did not consent to login.' of VS Code's own dialog; 'Cancelled' and its like of the browser or the account picker.
  return isCancelled(error) || /did not consent|\bcancel/i.test(message) ? cancelledError() : error;
}
