// One POST to a receiver on this machine. Addresses anywhere else are never called: a sandbox must not reach out.

import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Clock } from '../../../src/base/clock.ts';
import { timeoutSignal } from '../../../src/base/clock.ts';

/** What came of a call: a status, or why there is none. */
export type PostResult =
  | { readonly kind: 'answered'; readonly status: number }
  | { readonly kind: 'timedOut' | 'failed' | 'refused'; readonly reason: string };

/** True for an address of this machine. */
function isLoopback(hostname: string): boolean {
  return /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/i.test(hostname);
}

/** Posts JSON; the answer's body is not read. Never rejects. */
export function post(
  url: string,
  options: {
    readonly body: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly ca: string;
    readonly clock: Clock;
    readonly timeoutInMs: number;
    /** Ends the call when the sandbox stops. */
    readonly stopped: AbortSignal;
  },
): Promise<PostResult> {
  if (!URL.canParse(url)) {
    return Promise.resolve({ kind: 'refused', reason: 'The address of the receiver is not a URL.' });
  }
  const target = new URL(url);
  if (!/^https?:$/.test(target.protocol) || !isLoopback(target.hostname)) {
    return Promise.resolve({
      kind: 'refused',
      reason: `The sandbox calls nothing but this machine, and not ${target.hostname}.`,
    });
  }
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
  const timeout = timeoutSignal(options.clock, options.timeoutInMs);
  return new Promise((resolve) => {
    const finish = (result: PostResult): void => {
      timeout.dispose();
      resolve(result);
    };
    const outgoing = send(
      target,
      {
        method: 'POST',
        agent: false,
        signal: AbortSignal.any([timeout.abortSignal, options.stopped]),
        ...(target.protocol === 'https:' ? { ca: options.ca } : {}),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(options.body),
          'user-agent': 'IcMBroadcaster/1.0',
          ...options.headers,
        },
      },
      (response) => {
        response.once('error', () => undefined).resume();
        finish({ kind: 'answered', status: response.statusCode ?? 0 });
      },
    );
    outgoing.once('error', (error: NodeJS.ErrnoException) =>
      finish(
        timeout.abortSignal.aborted
          ? { kind: 'timedOut', reason: 'No answer in time.' }
          : { kind: 'failed', reason: error.code ?? error.message },
      ),
    );
    outgoing.end(options.body);
  });
}
