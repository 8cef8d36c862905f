// A slim picture of the calls over time, above the list: drag over it, or use the arrow keys, to keep a span of time.

import { html, nothing, render, svg } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { Wording } from '../trafficFormat.ts';
import { barPath, bucketKinds, countByTime } from './timeBuckets.ts';
import type { BucketKind, TimeBuckets, TimedRows } from './timeBuckets.ts';

const maxBuckets = 120;
const kindTitles: Readonly<Record<BucketKind, string>> = {
  ok: 'answered',
  clientError: '4xx',
  serverError: '5xx',
  unanswered: 'unanswered',
};

/** The strip. */
export class TimeAxis {
  readonly element = document.createElement('div');
  readonly #onSpan: (span: { from: number; to: number } | undefined) => void;
  #buckets: TimeBuckets | undefined;
  #words: Wording;
  /** Buckets that are chosen, first and last; by the mouse or by keys. */
  #brush: { readonly anchor: number; readonly end: number } | undefined;
  #isDragging = false;
  #hovered: number | undefined;

  /** @param onSpan undefined takes the span away again */
  constructor(words: Wording, onSpan: (span: { from: number; to: number } | undefined) => void) {
    this.#words = words;
    this.#onSpan = onSpan;
    this.element.className = 'timeAxis';
  }

  set words(words: Wording) {
    this.#words = words;
  }

  /** Counts the rows and draws them. */
  update(rows: TimedRows): void {
    if (!this.#isDragging) {
      this.#buckets = countByTime(rows, maxBuckets);
      this.#draw();
    }
  }

  #draw(): void {
    const buckets = this.#buckets;
    this.element.hidden = buckets === undefined || buckets.count < 2;
    if (buckets !== undefined) {
      render(this.#template(buckets), this.element);
      const brush = this.element.querySelector<HTMLElement>('.brush');
      const [from, to] = this.#range(buckets);
      if (brush !== null) {
        brush.style.insetInlineStart = `${(from / buckets.count) * 100}%`;
        brush.style.width = `${((to - from + 1) / buckets.count) * 100}%`;
      }
    }
  }

  #template(buckets: TimeBuckets): TemplateResult {
    const words = this.#words;
    const at = this.#brush?.end ?? this.#hovered ?? buckets.count - 1;
    return html`
      <div
        class="plot"
        tabindex="0"
        role="slider"
        aria-label=${words.text('Calls over time')}
        aria-description=${words.text('Arrows choose a time, Shift with arrows a span, Enter filters by it, Escape takes it away')}
        aria-valuemin="0"
        aria-valuemax=${buckets.count - 1}
        aria-valuenow=${at}
        aria-valuetext=${this.#describe(buckets, at)}
        @pointerdown=${(event: PointerEvent) => this.#onDown(event, buckets)}
        @pointermove=${(event: PointerEvent) => this.#onMove(event, buckets)}
        @pointerup=${(event: PointerEvent) => this.#onUp(event)}
        @pointerleave=${() => this.#hover(undefined)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, buckets)}
      >
        <svg viewBox="0 0 ${buckets.count} 1" preserveAspectRatio="none" aria-hidden="true">
          ${bucketKinds.map((kind) => svg`<path class=${kind} d=${barPath(buckets, kind)}></path>`)}
        </svg>
        ${this.#brush === undefined ? nothing : html`<div class="brush"></div>`}
      </div>
      <div class="legend">
        <span class="span"
          >${this.#hovered === undefined && this.#brush === undefined ? this.#wholeSpan(buckets) : this.#describe(buckets, at)}</span
        >
        ${bucketKinds.map((kind) => html`<span class="key ${kind}"><span class="swatch" aria-hidden="true"></span>${words.text(kindTitles[kind])}</span>`)}
      </div>
    `;
  }

  #wholeSpan(buckets: TimeBuckets): string {
    const end = buckets.from + buckets.count * buckets.spanInMs;
    return `${this.#words.clock(buckets.from)} – ${this.#words.clock(end)}`;
  }

  /** The bucket or the brushed span in words. */
  #describe(buckets: TimeBuckets, index: number): string {
    const [first, last] = this.#brush === undefined ? [index, index] : this.#range(buckets);
    const sum = (kind: BucketKind): number => buckets.counts[kind].subarray(first, last + 1).reduce((a, b) => a + b, 0);
    const total = bucketKinds.reduce((count, kind) => count + sum(kind), 0);
    const { from, to } = this.#span(buckets, first, last);
    const parts = bucketKinds
      .filter((kind) => kind !== 'ok' && sum(kind) > 0)
      .map((kind) => `${this.#words.number(sum(kind))} ${this.#words.text(kindTitles[kind])}`);
    return [
      `${this.#words.clock(from)} – ${this.#words.clock(to + 1)}`,
      this.#words.count(total, '{0} call', '{0} calls'),
      ...parts,
    ].join(', ');
  }

  #range(buckets: TimeBuckets): [number, number] {
    const { anchor, end } = this.#brush ?? { anchor: 0, end: 0 };
    const clamp = (value: number): number => Math.min(buckets.count - 1, Math.max(0, value));
    return [clamp(Math.min(anchor, end)), clamp(Math.max(anchor, end))];
  }

  #span(buckets: TimeBuckets, first: number, last: number): { from: number; to: number } {
    return { from: buckets.from + first * buckets.spanInMs, to: buckets.from + (last + 1) * buckets.spanInMs - 1 };
  }

  #indexAt(event: PointerEvent, buckets: TimeBuckets): number {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const index = Math.floor(((event.clientX - box.left) / Math.max(1, box.width)) * buckets.count);
    return Math.min(buckets.count - 1, Math.max(0, index));
  }

  #onDown(event: PointerEvent, buckets: TimeBuckets): void {
    if (event.button === 0) {
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      this.#isDragging = true;
      const index = this.#indexAt(event, buckets);
      this.#brush = { anchor: index, end: index };
      this.#draw();
    }
  }

  #onMove(event: PointerEvent, buckets: TimeBuckets): void {
    const index = this.#indexAt(event, buckets);
    if (this.#isDragging && this.#brush !== undefined) {
      this.#brush = { ...this.#brush, end: index };
      this.#draw();
    } else {
      this.#hover(index);
    }
  }

  #onUp(event: PointerEvent): void {
    if (this.#isDragging && event.button === 0) {
      this.#isDragging = false;
      this.#apply();
    }
  }

  #hover(index: number | undefined): void {
    if (this.#hovered !== index) {
      this.#hovered = index;
      this.#draw();
    }
  }

  #apply(): void {
    const buckets = this.#buckets;
    if (buckets !== undefined && this.#brush !== undefined) {
      const [first, last] = this.#range(buckets);
      this.#brush = undefined;
      this.#onSpan(this.#span(buckets, first, last));
      this.#draw();
    }
  }

  #onKey(event: KeyboardEvent, buckets: TimeBuckets): void {
    const last = buckets.count - 1;
    const at = this.#brush?.end ?? last;
    const targets: Readonly<Record<string, number>> = {
      ArrowLeft: at - 1,
      ArrowRight: at + 1,
      PageUp: at - 10,
      PageDown: at + 10,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target !== undefined) {
      const end = Math.min(last, Math.max(0, this.#brush === undefined && !event.shiftKey ? at : target));
      this.#brush = { anchor: event.shiftKey ? (this.#brush?.anchor ?? at) : end, end };
    } else if (event.key === 'Enter') {
      this.#apply();
    } else if (event.key === 'Escape' || event.key === 'Delete') {
      this.#brush = undefined;
      this.#onSpan(undefined);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    this.#draw();
  }
}
