// What a person types becomes a question, or every wrong field is named; defaults make a form that can be sent.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  choicesOf,
  fieldDefault,
  fieldsOfKind,
  isFieldAsked,
  readForm,
} from '../../../../src/domain/diagnostic/diagnosticForm.ts';
import type { FormValues } from '../../../../src/domain/diagnostic/diagnosticForm.ts';
import { diagnosticKinds } from '../../../../src/domain/diagnostic/diagnosticKind.ts';
import type { DiagnosticKind } from '../../../../src/domain/diagnostic/diagnosticKind.ts';
import { card, machine } from '../../../support/diagnostics.ts';

const flow: FormValues = {
  direction: 'inbound',
  protocol: 'tcp',
  localAddress: '10.1.0.4',
  localPort: '22',
  remoteAddress: '203.0.113.7',
  remotePort: '*',
};

/** Fills a form with defaults as the prompts do, and with what has no default. */
function filled(kind: DiagnosticKind, given: FormValues): FormValues {
  let values: FormValues = {};
  for (const field of fieldsOfKind[kind]) {
    values = { ...values, [field]: given[field] ?? fieldDefault(field, machine(), values) };
  }
  return values;
}

describe('readForm', () => {
  it('reads a packet by its five-tuple', () =>
    assert.deepEqual(readForm('ipFlow', machine(), flow), {
      asked: {
        kind: 'ipFlow',
        question: {
          machineId: machine().id,
          direction: 'inbound',
          protocol: 'tcp',
          localAddress: '10.1.0.4',
          localPort: 22,
          remoteAddress: '203.0.113.7',
          remotePort: '*',
        },
      },
    }));

  it('lets any port stand at the source only', () => {
    assert.deepEqual(readForm('ipFlow', machine(), { ...flow, localPort: '*' }), {
      problems: { localPort: 'notPort' },
    });
    assert.deepEqual(readForm('ipFlow', machine(), { ...flow, direction: 'outbound', localPort: 'x' }), {
      problems: { localPort: 'notPortOrAny', remotePort: 'notPort' },
    });
  });

  it('names every wrong field', () =>
    assert.deepEqual(readForm('ipFlow', machine(), {}), {
      problems: {
        direction: 'notChoice',
        protocol: 'notChoice',
        localAddress: 'notIpv4',
        localPort: 'notPort',
        remoteAddress: 'notIpv4',
        remotePort: 'notPort',
      },
    }));

  it('names the card of a machine that has several', () => {
    const two = machine(card('a', '10.1.0.4'), card('b', '10.2.0.4'));
    const values = { sourceAddress: '10.2.0.4', destinationAddress: '8.8.8.8' };
    const read = readForm('nextHop', two, values);
    assert.deepEqual('asked' in read && read.asked, {
      kind: 'nextHop',
      question: { machineId: two.id, cardId: card('b').id, ...values },
    });
  });

  for (const [text, destination] of [
    ['10.1.2.4', { kind: 'address', address: '10.1.2.4' }],
    ['https://api.contoso.com:8443/orders?x=1', { kind: 'address', address: 'api.contoso.com' }],
    [machine().id, { kind: 'resource', resourceId: machine().id }],
  ] as const) {
    it(`reads the destination ${text}`, () => {
      const read = readForm('connectivity', machine(), filled('connectivity', { destination: text }));
      assert.deepEqual('asked' in read && read.asked, {
        kind: 'connectivity',
        question: { machineId: machine().id, destination, protocol: 'tcp', port: 443 },
      });
    });
  }

  for (const text of ['', '/etc/passwd', 'http://', 'a b']) {
    it(`does not read the destination "${text}"`, () =>
      assert.deepEqual(readForm('connectivity', machine(), filled('connectivity', { destination: text })), {
        problems: { destination: 'notDestination' },
      }));
  }

  it('asks ICMP for no port', () => {
    const values = { destination: 'example.com', protocol: 'icmp', port: 'junk' };
    assert.equal(isFieldAsked('port', machine(), values), false);
    const read = readForm('connectivity', machine(), values);
    assert.deepEqual('asked' in read && read.asked.kind === 'connectivity' && read.asked.question.port, undefined);
  });

  it('can be sent with its defaults and the one address that has none', () => {
    for (const kind of diagnosticKinds) {
      const read = readForm(kind, machine(), filled(kind, { remoteAddress: '1.2.3.4', destination: 'example.com' }));
      assert.ok('asked' in read, `${kind}: ${JSON.stringify(read)}`);
    }
  });
});

describe('fields', () => {
  it('ask for the own address only where there is a choice', () => {
    assert.equal(isFieldAsked('localAddress', machine(), {}), false);
    assert.equal(isFieldAsked('localAddress', machine(card('a', '10.1.0.4', '10.1.0.5')), {}), true);
    assert.equal(isFieldAsked('sourceAddress', { ...machine(), cards: [] }, {}), true);
  });

  it('begin with HTTPS either way', () => {
    const ports = (direction: string): string[] =>
      (['localPort', 'remotePort'] as const).map((field) => fieldDefault(field, machine(), { direction }));
    assert.deepEqual(ports('inbound'), ['443', '60000']);
    assert.deepEqual(ports('outbound'), ['60000', '443']);
  });

  it('offer as choices only what can be read', () => {
    for (const kind of diagnosticKinds) {
      for (const field of fieldsOfKind[kind]) {
        for (const choice of choicesOf(kind, field) ?? []) {
          const read = readForm(kind, machine(), { ...filled(kind, {}), [field]: choice });
          assert.equal('problems' in read ? read.problems[field] : undefined, undefined, `${kind} ${field} ${choice}`);
        }
      }
    }
  });
});
