// Cancellation inside the product is an AbortSignal; this file is the one place that recognises "it was cancelled".

/** True for the error that an aborted operation rejects with, whoever threw it (DOMException, SDK or VS Code). */
export function isCancelled(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  return (
    error.name === 'AbortError' || error.name === 'Canceled' || error.name === 'CanceledError' || isUserCancelled(error)
  );
}

/** azext-utils marks a dismissed prompt by a name or a class of this name. */
function isUserCancelled(error: Error): boolean {
  return error.name === 'UserCancelledError' || error.constructor.name === 'UserCancelledError';
}

/** The error to reject with when an operation is cancelled. */
export function cancelledError(): Error {
  return new DOMException('The operation was cancelled', 'AbortError');
}

/** Throws when the signal is aborted already. */
export function throwIfAborted(abortSignal: AbortSignal | undefined): void {
  if (abortSignal?.aborted) {
    throw cancelledError();
  }
}
