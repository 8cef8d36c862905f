// What the receiver of alerts needs from outside: an endpoint that listens, a place for its log, and hands for what rules name.

import type { Disposable } from '../../base/disposable.ts';
import type { Secret } from '../../base/secret.ts';
import type { AlertPayload } from '../../domain/alert/alertPayload.ts';
import type { ReceiverRule } from '../../domain/alert/receiverRule.ts';
import type { AlertCaptureResult } from './startAlertCaptures.ts';

/** What a sender is answered. */
export interface ReceiverAnswer {
  /** HTTP status: 200 taken, 400 no alert. */
  readonly status: number;
  readonly body: { readonly status: string; readonly reason?: string };
}

/** Where to listen. */
export interface OpenAlertEndpointOptions {
  /** Address of this machine; loopback unless a person wants otherwise. */
  readonly address: string;
  /** 0 for any. */
  readonly port: number;
  /** The last part of the path. */
  readonly token: Secret;
  /** PEM; without it the endpoint speaks plain HTTP. */
  readonly tls?: { readonly certificate: string; readonly key: Secret };
  /** Called with each body that came to the right address. Must return at once. */
  readonly receive: (text: string) => ReceiverAnswer;
}

/** An endpoint that listens until it is disposed of. */
export interface OpenEndpoint extends Disposable {
  readonly port: number;
}

/** Opens endpoints. Rejects with UserError `receiverPortTaken`. */
export interface AlertEndpoint {
  open(options: OpenAlertEndpointOptions): Promise<OpenEndpoint>;
}

/** Hands for what rules name. None of them keeps the sender waiting. */
export interface ReceiverHands {
  show(received: ReceivedAlert): Promise<void>;
  notify(received: ReceivedAlert): Promise<void>;
  /** Starts a capture for each machine. Never rejects. */
  startCaptures(
    received: ReceivedAlert,
    rule: ReceiverRule,
    targetIds: readonly string[],
  ): Promise<readonly AlertCaptureResult[]>;
  openTraffic(received: ReceivedAlert, rule: ReceiverRule): Promise<void>;
}

/** What came of an action. */
export interface ReceivedOutcome {
  readonly kind: 'capture' | 'problem' | 'withheld';
  readonly text: string;
  /** The capture, where it is one. */
  readonly captureId?: string;
}

/** A payload that was received. */
export interface ReceivedAlert {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly receivedAt: number;
  readonly text: string;
  readonly payload: AlertPayload;
  /** How often it came; action groups send again when they hear no answer. */
  readonly count: number;
  readonly outcomes: readonly ReceivedOutcome[];
}

/** A received payload as it is kept; what it says is read again. */
export type KeptAlert = Pick<ReceivedAlert, 'receivedAt' | 'text' | 'count' | 'outcomes'>;

/** Where the log is kept over a reload. */
export interface ReceivedLog {
  read(): Promise<readonly KeptAlert[]>;
  write(alerts: readonly KeptAlert[]): Promise<void>;
}
