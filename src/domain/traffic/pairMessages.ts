// Pairing, as a decision: what a half does to the row of its message id. One event changes at most one row.

/** What is known of a row when a half for its message id comes. */
export interface PairedHalves {
  readonly hasRequest: boolean;
  readonly hasResponse: boolean;
}

/**
 * begins: makes a new row. completes: is the other half of a row. repeats: the row has this half already (a retry, or an event
 * that the sender sent twice). The state is the row's afterwards.
 */
export type PairingStep =
  | { readonly step: 'begins'; readonly state: 'pending' | 'orphaned' }
  | { readonly step: 'completes'; readonly state: 'completed' }
  | { readonly step: 'repeats' };

const beginsPending = { step: 'begins', state: 'pending' } as const;
const beginsOrphaned = { step: 'begins', state: 'orphaned' } as const;
const completes = { step: 'completes', state: 'completed' } as const;
const repeats = { step: 'repeats' } as const;

/** Either half may come first; halves that a row has already become its repeats, never its content. */
export function pairingStep(known: PairedHalves | undefined, kind: 'request' | 'response'): PairingStep {
  if (known === undefined) {
    return kind === 'request' ? beginsPending : beginsOrphaned;
  }
  return (kind === 'request' ? known.hasRequest : known.hasResponse) ? repeats : completes;
}
