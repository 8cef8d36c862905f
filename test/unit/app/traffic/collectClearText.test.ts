// The look for secrets in clear over a session: the same findings as in one piece, in slices, and it can be cancelled.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collectClearText } from '../../../../src/app/traffic/collectClearText.ts';
import { TrafficSession } from '../../../../src/app/traffic/trafficSession.ts';
import { clearTextFindings } from '../../../../src/domain/traffic/redaction/clearTextReport.ts';
import { defaultRedactionRules } from '../../../../src/domain/traffic/redaction/redactionRules.ts';
import { ManualClock } from '../../../support/manualClock.ts';
import { FakeTail, makeEvent, tailSource } from '../../../support/traffic.ts';

/** Time that passes with every look at it, so that slices end. */
class RestlessClock extends ManualClock {
  #looks = 0;

  override now(): number {
    return super.now() + this.#looks++ * 3;
  }
}

async function sessionOf(count: number): Promise<{ session: TrafficSession; clock: RestlessClock }> {
  const clock = new RestlessClock();
  const tail = new FakeTail();
  const session = new TrafficSession({ tail, clock }, tailSource, {
    maxExchanges: 1000,
    maxBytes: 1 << 26,
    responseTimeoutInMs: 1e9,
  });
  await session.start();
  tail.listener.onEvents(
    Array.from({ length: count }, (_value, index) =>
      makeEvent(
        `request:${index}\nGET /?subscription-key=S${index} HTTP/1.1\r\n${index % 2 === 0 ? 'Authorization: Bearer x\r\n' : ''}\r\n`,
        { sequenceNumber: index },
      ),
    ),
  );
  return { session, clock };
}

describe('collectClearText', () => {
  it('finds in slices what is found in one piece, and tells how far it is', async () => {
    const { session, clock } = await sessionOf(200);
    const shares: number[] = [];
    const found = collectClearText(session, {
      rules: defaultRedactionRules,
      clock,
      abortSignal: new AbortController().signal,
      onProgress: (share) => shares.push(share),
    });
    await clock.advance(1000);
    const exchanges = Array.from(session.exchanges.numbers(), (number) => session.find(number)).filter(
      (each) => each !== undefined,
    );
    assert.deepEqual(await found, clearTextFindings(exchanges, defaultRedactionRules));
    assert.ok(shares.length > 2 && shares.every((share) => share >= 0 && share < 1), shares.join());
    assert.deepEqual(
      (await found).map(({ name, exchanges: count }) => [name, count]),
      [
        ['subscription-key', 200],
        ['Authorization', 100],
      ],
    );
  });

  it('ends when it is cancelled', async () => {
    const { session, clock } = await sessionOf(500);
    const controller = new AbortController();
    const found = collectClearText(session, {
      rules: defaultRedactionRules,
      clock,
      abortSignal: controller.signal,
      onProgress: () => controller.abort(),
    });
    const rejected = assert.rejects(found, { name: 'AbortError' });
    await clock.advance(1000);
    await rejected;
  });
});
