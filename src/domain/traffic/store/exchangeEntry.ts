// An exchange as the store holds it: where its halves lie, and the few facts that lists and filters ask for all the time.

import { noAnnotation } from '../exchange.ts';
import type { Annotation, ExchangeState } from '../exchange.ts';
import type { MessageSlab } from './messageSlab.ts';

/** Where one event lies. */
export interface MessagePlace {
  readonly slab: MessageSlab;
  readonly at: number;
}

/** A further half of a row. */
export interface RepeatPlace extends MessagePlace {
  readonly kind: 'request' | 'response';
}

/** What few exchanges have. */
interface Extras {
  annotation: Annotation;
  mayBeInGap: boolean;
  repeatCount: number;
  repeats: RepeatPlace[];
}

/** Changed in place by the store only; small, for there are a hundred thousand of them. */
export class ExchangeEntry {
  readonly number: number;
  state: ExchangeState;
  /** The id where the event's first line does not tell it: of JSON events. Of all others it is read when asked for. */
  ownId: string | undefined = undefined;
  method = '';
  target = '';
  host = '';
  /** 0 until the response is there. */
  status = 0;
  /** The request, or the event that holds both halves, or the unreadable event. */
  requestSlab: MessageSlab | undefined = undefined;
  requestAt = 0;
  responseSlab: MessageSlab | undefined = undefined;
  responseAt = 0;
  /** When the first half came, milliseconds since the store began: small numbers take no memory of their own. */
  readonly seenAfterInMs: number;
  /** Not private by `#`: that would take memory in each entry. */
  extras: Extras | undefined = undefined;

  constructor(number: number, state: ExchangeState, seenAfterInMs: number) {
    this.number = number;
    this.state = state;
    this.seenAfterInMs = seenAfterInMs;
  }

  /** Empty for unreadable events. */
  get messageId(): string {
    if (this.ownId !== undefined || this.state === 'unreadable') {
      return this.ownId ?? '';
    }
    return this.requestSlab?.messageId(this.requestAt) ?? this.responseSlab?.messageId(this.responseAt) ?? '';
  }

  /** Halves beyond the pair; the latest of them are in `repeats`. */
  get repeatCount(): number {
    return this.extras?.repeatCount ?? 0;
  }

  get repeats(): readonly RepeatPlace[] {
    return this.extras?.repeats ?? noRepeats;
  }

  get annotation(): Annotation {
    return this.extras?.annotation ?? noAnnotation;
  }

  set annotation(annotation: Annotation) {
    this.#own().annotation = annotation;
  }

  get mayBeInGap(): boolean {
    return this.extras?.mayBeInGap ?? false;
  }

  set mayBeInGap(mayBe: boolean) {
    if (mayBe || this.extras !== undefined) {
      this.#own().mayBeInGap = mayBe;
    }
  }

  /** True for exchanges that outlive the caps. */
  get isKept(): boolean {
    return this.extras !== undefined && (this.annotation.isPinned || this.annotation.note !== '');
  }

  /** @returns the one that is no longer among the latest */
  addRepeat(place: RepeatPlace): RepeatPlace | undefined {
    const extras = this.#own();
    extras.repeatCount++;
    extras.repeats.push(place);
    return extras.repeats.length > maxRepeats ? extras.repeats.shift() : undefined;
  }

  /** Says where the further halves lie now. */
  moveRepeats(move: (place: RepeatPlace) => RepeatPlace): void {
    if (this.extras !== undefined) {
      this.extras.repeats = this.extras.repeats.map(move);
    }
  }

  #own(): Extras {
    this.extras ??= { annotation: noAnnotation, mayBeInGap: false, repeatCount: 0, repeats: [] };
    return this.extras;
  }
}

/** Halves of one id that are kept beyond the pair; a sender that repeats for ever must not fill the memory. */
const maxRepeats = 20;
const noRepeats: readonly RepeatPlace[] = [];
