// Bytes written by hand against rhea's codec, which did not write them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseAddress, parseSelector } from './address.ts';
import { messages } from './rhea.ts';
import { encodeBareMessage, encodeEvent, encodeRuntimeMetrics, splitMessage } from './wire.ts';

const place = { sequenceNumber: 7, offset: 4_294_967_300, enqueuedAt: 1_795_330_005_797 };

describe('wire', () => {
  it('encodes an event that rhea reads', () => {
    const bytes = encodeBareMessage(Buffer.from('tëxt'), { name: 'ü'.repeat(200), count: 3, part: 0.5, isOn: true });
    const decoded = messages.decode(encodeEvent(place, { bytes, partitionKey: 'k' }));
    assert.deepEqual(decoded['message_annotations'], {
      'x-opt-sequence-number': 7,
      'x-opt-offset': '4294967300',
      'x-opt-enqueued-time': new Date(1_795_330_005_797),
      'x-opt-partition-key': 'k',
    });
    assert.deepEqual(decoded['application_properties'], { name: 'ü'.repeat(200), count: 3, part: 0.5, isOn: true });
    assert.equal(String((decoded['body'] as { content: Buffer }).content), 'tëxt');
  });

  it('puts runtime metrics before the event', () => {
    const event = encodeEvent(place, {
      bytes: encodeBareMessage(Buffer.from('x'), undefined),
      partitionKey: undefined,
    });
    const decoded = messages.decode(Buffer.concat([encodeRuntimeMetrics(place, 99), event]));
    assert.deepEqual(decoded['delivery_annotations'], {
      last_enqueued_sequence_number: 7,
      last_enqueued_offset: '4294967300',
      last_enqueued_time_utc: new Date(1_795_330_005_797),
      runtime_info_retrieval_time_utc: new Date(99),
    });
  });

  it('splits what rhea encoded', () => {
    const encoded = messages.encode({
      durable: true,
      message_annotations: { a: 'b'.repeat(300), n: 1 },
      application_properties: { p: 1 },
      message_id: 'm',
      body: messages.data_section(Buffer.alloc(1000)),
    });
    const { annotations, bare } = splitMessage(encoded);
    assert.equal((messages.decode(annotations!)['message_annotations'] as { n: number }).n, 1);
    const rest = messages.decode(bare);
    assert.deepEqual([rest['message_id'], rest['application_properties']], ['m', { p: 1 }]);
  });

  it('refuses bytes that are no message', () => {
    assert.throws(() => splitMessage(Buffer.from([1, 2, 3])), RangeError);
  });
});

describe('addresses and selectors', () => {
  it('reads short addresses and whole URIs', () => {
    assert.deepEqual(parseAddress('amqps://host:5671/Hub/consumergroups/G%201/PARTITIONS/3'), {
      hub: 'Hub',
      consumerGroup: 'G 1',
      partitionId: '3',
      isManagement: false,
    });
    assert.equal(parseAddress('hub/$management').isManagement, true);
    assert.equal(parseAddress('hub').partitionId, undefined);
  });

  it('reads the selectors of the client and refuses others', () => {
    assert.deepEqual(parseSelector("amqp.annotation.x-opt-offset > '@latest'"), { kind: 'latest' });
    assert.deepEqual(parseSelector("amqp.annotation.x-opt-offset > '-1'"), { kind: 'earliest' });
    assert.deepEqual(parseSelector("amqp.annotation.x-opt-sequence-number >= '5'"), {
      kind: 'sequenceNumber',
      sequenceNumber: 5,
      isInclusive: true,
    });
    assert.deepEqual(parseSelector("amqp.annotation.x-opt-enqueued-time > '12'"), { kind: 'enqueuedTime', after: 12 });
    assert.equal(parseSelector("amqp.annotation.x-opt-offset > ''"), undefined);
    assert.equal(parseSelector("color = 'red'"), undefined);
  });
});
