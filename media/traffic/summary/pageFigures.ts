// Draws what is counted over all rows (time axis, figures, scale of the latency bars), at most twice a second and only as often as
// the counting itself allows.

import type { TrafficModel } from '../trafficModel.ts';
import type { Wording } from '../trafficFormat.ts';
import { SummaryStrip } from './summaryStrip.ts';
import { TimeAxis } from './timeAxis.ts';
import { figuresOf, ratePerSecond } from './trafficFigures.ts';

const leastDelayInMs = 500;
/** The counting may take at most one part in so many of the time. */
const idleFactor = 20;
const announceEveryInMs = 5000;

/** What the figures ask for. */
export interface PageFiguresHandlers {
  readonly onSpan: (span: { from: number; to: number } | undefined) => void;
  readonly onAccount: (anchor: HTMLElement) => void;
  /** Milliseconds that fill a latency bar. */
  readonly onScale: (milliseconds: number) => void;
}

/** Axis, strip, and the quiet voice that tells counts. */
export class PageFigures {
  readonly axis: TimeAxis;
  readonly strip: SummaryStrip;
  readonly voice = document.createElement('div');
  readonly #model: TrafficModel;
  readonly #onScale: (milliseconds: number) => void;
  #words: Wording;
  #timer: number | undefined;
  /** When the next row of the hub's clock would be due: newest time seen, and when it was seen. */
  #newest = { time: 0, seenAt: 0 };
  #announced = { at: 0, count: 0 };

  constructor(model: TrafficModel, words: Wording, handlers: PageFiguresHandlers) {
    this.#model = model;
    this.#words = words;
    this.#onScale = handlers.onScale;
    this.axis = new TimeAxis(words, handlers.onSpan);
    this.strip = new SummaryStrip(words, handlers.onAccount);
    this.voice.className = 'voice';
    this.voice.setAttribute('aria-live', 'polite');
  }

  set words(words: Wording) {
    this.#words = words;
    this.axis.words = words;
    this.strip.words = words;
  }

  /** Something changed: draws soon, and then keeps the rate true. */
  touch(): void {
    this.#timer ??= window.setTimeout(() => this.draw(), leastDelayInMs);
  }

  /** Counts and draws now. */
  draw(): void {
    window.clearTimeout(this.#timer);
    const { status } = this.#model;
    const start = performance.now();
    if (status !== undefined && !document.hidden) {
      const { shown } = this.#model;
      const figures = figuresOf(shown);
      this.#onScale(figures.p95 ?? 1);
      this.axis.update(shown);
      this.strip.update({ status, figures, rate: this.#rate(start) });
      this.#announce(start, status.totalExchanges);
    }
    const delay = Math.max(leastDelayInMs, (performance.now() - start) * idleFactor);
    this.#timer = window.setTimeout(() => this.draw(), delay);
  }

  /** By the clock of the hub, which goes on from the newest row also when none comes. */
  #rate(now: number): number {
    const { columns, length } = this.#model.kept;
    for (let slot = Math.max(0, length - 500); slot < length; slot++) {
      const time = columns.time[slot] as number;
      if (time > this.#newest.time) {
        this.#newest = { time, seenAt: now };
      }
    }
    return length === 0 ? 0 : ratePerSecond(columns.time, length, this.#newest.time + now - this.#newest.seenAt);
  }

  #announce(now: number, count: number): void {
    if (now - this.#announced.at >= announceEveryInMs && count !== this.#announced.count) {
      this.#announced = { at: now, count };
      this.voice.textContent = this.#words.count(count, '{0} call', '{0} calls');
    }
  }
}
