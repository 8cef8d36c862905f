// Sentences below the fields: what a filter keeps and what a limit means, in the person's language.

import { describeByteSize } from '../../src/domain/capture/byteSize.ts';
import { describeFilter } from '../../src/domain/capture/captureFilter.ts';
import type { EndpointDescription, FieldDescription } from '../../src/domain/capture/captureFilter.ts';
import { formatDuration } from '../../src/domain/capture/captureLimits.ts';
import type { Wording } from '../traffic/trafficFormat.ts';
import type { FieldFault, LimitControl } from './readForm.ts';
import { limitRange, limitValue } from './readForm.ts';
import type { FilterFields, FormFields } from './formFields.ts';

/** What the filter keeps, as one sentence; of a field that cannot be read the text as it is. */
export function filterSentence(filter: FilterFields, words: Wording): string {
  const { protocol, local, remote } = describeFilter(filter);
  const ends = [endpoint(local, 'this machine', words), endpoint(remote, 'any address', words)] as const;
  switch (protocol) {
    case 'TCP':
      return words.text('Keeps TCP packets between {0} and {1}, in both directions.', ...ends);
    case 'UDP':
      return words.text('Keeps UDP packets between {0} and {1}, in both directions.', ...ends);
    case 'Any':
      return words.text('Keeps packets of any protocol between {0} and {1}, in both directions.', ...ends);
  }
}

/** @param anywhere what stands for an empty field of addresses */
function endpoint({ address, port }: EndpointDescription, anywhere: string, words: Wording): string {
  const isOwn = anywhere === 'this machine';
  const place =
    address.kind === 'any'
      ? words.text(anywhere)
      : isOwn
        ? words.text('this machine at {0}', valuesOf(address, words))
        : valuesOf(address, words);
  if (port.kind === 'any') {
    return place;
  }
  return port.kind === 'values' && port.values.length === 1
    ? words.text('{0}, port {1}', place, valuesOf(port, words))
    : words.text('{0}, ports {1}', place, valuesOf(port, words));
}

/** At most a few of a list. */
const maxSpoken = 6;

function valuesOf(field: FieldDescription, words: Wording): string {
  switch (field.kind) {
    case 'any':
      return '';
    case 'unreadable':
      return `“${field.text.trim().slice(0, 40)}”`;
    case 'range':
      return words.text('{0} to {1}', field.from, field.to);
    case 'values': {
      const shown = field.values.slice(0, maxSpoken);
      const left = field.values.length - shown.length;
      return left > 0
        ? words.text('{0} and {1} more', shown.join(', '), left)
        : shown.length === 1
          ? (shown[0] ?? '')
          : words.text('{0} or {1}', shown.slice(0, -1).join(', '), shown.at(-1) ?? '');
    }
  }
}

/** What a limit means; empty when the text cannot be read. */
export function limitNote(control: LimitControl, fields: FormFields, words: Wording): string {
  const value = limitValue(control, fields[control]);
  if (value === undefined) {
    return '';
  }
  switch (control) {
    case 'timeLimit':
    case 'sessionTime':
      return words.text('Ends by itself after {0}.', formatDuration(value === 0 ? limitRange(control).maximum : value));
    case 'totalBytes':
      return words.text('Ends by itself at {0}.', describeByteSize(value));
    case 'packetBytes':
      return value === 0
        ? words.text('Whole packets are kept.')
        : words.text('Only the first {0} of each packet are kept.', describeByteSize(value));
    case 'fileSize': {
      const count = limitValue('fileCount', fields.fileCount);
      return count === undefined
        ? ''
        : words.text('A full ring takes up {0} for each machine.', describeByteSize(count * value));
    }
    case 'fileCount':
      return words.text('The oldest file goes when another one begins.');
  }
}

/** Why a field cannot be used. */
export function faultText({ control, text, values }: FieldFault, words: Wording): string {
  const limit = control as LimitControl;
  switch (text) {
    case 'range.timeLimit':
    case 'range.sessionTime':
      return words.text('At most {0}.', formatDuration(limitRange(limit).maximum));
    case 'range.totalBytes':
    case 'range.packetBytes':
    case 'range.fileSize':
      return words.text('{0} to {1} bytes.', limitRange(limit).minimum, limitRange(limit).maximum);
    case 'range.fileCount':
      return words.text('{0} to {1} files.', limitRange(limit).minimum, limitRange(limit).maximum);
    default:
      return words.text(text, ...values);
  }
}
