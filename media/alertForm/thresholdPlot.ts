// The plot of what was measured with the threshold as a line in it, which is dragged, moved by keys, or follows what is typed. What it
// shows is also said in words.

import { html, nothing, svg } from 'lit/html.js';
import type { SVGTemplateResult, TemplateResult } from 'lit/html.js';
import type { Wording } from '../traffic/trafficFormat.ts';
import { readNumber } from './alertFields.ts';
import type { AlertFormModel } from './alertFormModel.ts';
import { keyStep, pathOf, plotSize, rangeOf, roundTo, ticksOf, valueAt, xOf, yOf } from './plotGeometry.ts';
import type { PlotRange } from './plotGeometry.ts';

/** Most curves that are drawn; the words count all. */
const maxCurves = 20;

/** The plot. It keeps its scale while the line is dragged, or the line would run from the pointer. */
export class ThresholdPlot {
  readonly #model: AlertFormModel;
  #held: PlotRange | undefined;

  constructor(model: AlertFormModel) {
    this.#model = model;
  }

  /** Draws it. There must be a history. */
  draw(words: Wording): TemplateResult {
    const model = this.#model;
    const [history] = model.history.items;
    if (history === undefined) {
      return html``;
    }
    const { unit = '' } = model.metric ?? {};
    const typed = model.fields.kind === 'static' ? readNumber(model.fields.threshold) : Number.NaN;
    const threshold = Number.isNaN(typed) ? undefined : typed;
    // In a narrow panel the plot is drawn narrower, for its letters must stay as large as they are.
    const width = window.matchMedia('(max-width: 620px)').matches ? plotSize.narrow : plotSize.wide;
    const range = this.#held ?? rangeOf(model.figures, threshold, { ...history, width });
    return html`<figure class="plot">
      <svg
        viewBox="0 0 ${range.width} ${plotSize.height}"
        role="group"
        aria-label=${words.text('Plot of {0}', model.metric?.displayName ?? '')}
        aria-describedby="plot-words"
        @pointermove=${(event: PointerEvent) => this.#drag(event)}
        @pointerup=${() => this.#release()}
        @pointercancel=${() => this.#release()}
      >
        ${axes(range, words, unit)}
        <g class="curves" aria-hidden="true">
          ${model.plotted.slice(0, maxCurves).map(({ points }) => svg`<path d=${pathOf(points, range)} />`)}
        </g>
        <g class="fired" aria-hidden="true">
          ${(model.outcome?.firedAt ?? []).map((at) => {
            const x = xOf(at, range).toFixed(1);
            return svg`<path d="M${x} ${plotSize.top}l-4 -8h8z" />`;
          })}
        </g>
        ${threshold === undefined ? nothing : this.#line(threshold, range, words)}
      </svg>
    </figure>`;
  }

  #line(threshold: number, range: PlotRange, words: Wording): SVGTemplateResult {
    const { unit = '' } = this.#model.metric ?? {};
    const inside = Math.min(range.most, Math.max(range.least, threshold));
    const y = yOf(inside, range).toFixed(1);
    const text = valueText(threshold, unit, words);
    const labelY = Number(y) < plotSize.top + 16 ? Number(y) + 15 : Number(y) - 6;
    return svg`<g
      class="threshold"
      tabindex="0"
      role="slider"
      aria-label=${words.text('Threshold')}
      aria-orientation="vertical"
      aria-valuemin=${String(range.least)}
      aria-valuemax=${String(range.most)}
      aria-valuenow=${String(inside)}
      aria-valuetext=${text}
      @keydown=${(event: KeyboardEvent) => this.#key(event, threshold, range)}
      @pointerdown=${(event: PointerEvent) => this.#grab(event, range)}
    >
      <rect class="grip" x=${plotSize.left} y=${Number(y) - 9} width=${range.width - plotSize.left - plotSize.right} height="18" />
      <line x1=${plotSize.left} x2=${range.width - plotSize.right} y1=${y} y2=${y} />
      <circle cx=${range.width - plotSize.right - 6} cy=${y} r="5" />
      <text class="thresholdText" x=${plotSize.left + 6} y=${labelY} aria-hidden="true">${text}</text>
    </g>`;
  }

  #key(event: KeyboardEvent, threshold: number, range: PlotRange): void {
    const step = keyStep(range);
    const moves: Readonly<Record<string, number>> = {
      ArrowUp: threshold + step,
      ArrowRight: threshold + step,
      ArrowDown: threshold - step,
      ArrowLeft: threshold - step,
      PageUp: threshold + 10 * step,
      PageDown: threshold - 10 * step,
      Home: range.least,
      End: range.most,
    };
    const moved = moves[event.key];
    if (moved !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.#model.setThreshold(String(roundTo(moved, step)));
    }
  }

  #grab(event: PointerEvent, range: PlotRange): void {
    if (event.button === 0) {
      event.preventDefault();
      const line = event.currentTarget as SVGGElement;
      line.focus();
      line.ownerSVGElement?.setPointerCapture(event.pointerId);
      this.#held = range;
    }
  }

  #drag(event: PointerEvent): void {
    if (this.#held !== undefined) {
      const box = (event.currentTarget as SVGSVGElement).getBoundingClientRect();
      const y = ((event.clientY - box.top) / box.height) * plotSize.height;
      this.#model.setThreshold(String(valueAt(y, this.#held)));
    }
  }

  #release(): void {
    if (this.#held !== undefined) {
      this.#held = undefined;
      // The scale fits itself to where the line is now.
      this.#model.change({});
    }
  }
}

function axes(range: PlotRange, words: Wording, unit: string): SVGTemplateResult {
  const { height, left, right, bottom } = plotSize;
  const { width } = range;
  const parts = width === plotSize.wide ? 4 : 2;
  const moments = Array.from({ length: parts + 1 }, (_, part) => range.from + ((range.to - range.from) * part) / parts);
  const isDays = range.to - range.from > 86_400_000;
  return svg`<g class="axes" aria-hidden="true">
    ${ticksOf(range, unit.startsWith('Bytes')).map((value) => {
      const y = yOf(value, range).toFixed(1);
      return svg`<line x1=${left} x2=${width - right} y1=${y} y2=${y} /><text class="valueText" x=${left - 6} y=${Number(y) + 4}>${valueText(value, unit, words)}</text>`;
    })}
    ${moments.map((at, index) => {
      const place = index === 0 ? 'start' : index === parts ? 'end' : 'middle';
      return svg`<text class="timeText ${place}" x=${xOf(at, range).toFixed(1)} y=${height - bottom + 17}>${timeText(at, isDays)}</text>`;
    })}
  </g>`;
}

function timeText(at: number, isDays: boolean): string {
  return new Date(at).toLocaleString(
    document.documentElement.lang,
    isDays
      ? { day: '2-digit', month: '2-digit', hour: '2-digit', minute: '2-digit' }
      : { hour: '2-digit', minute: '2-digit' },
  );
}

/** A value with its unit, as people write it. */
export function valueText(value: number, unit: string, words: Wording): string {
  const rounded = Number(value.toPrecision(4));
  switch (unit) {
    case 'Bytes':
      return words.bytes(rounded);
    case 'BytesPerSecond':
      return `${words.bytes(rounded)}/s`;
    case 'Percent':
      return `${words.number(rounded)} %`;
    case 'CountPerSecond':
      return `${words.number(rounded)}/s`;
    case 'Seconds':
      return `${words.number(rounded)} s`;
    case 'MilliSeconds':
      return `${words.number(rounded)} ms`;
    default:
      return words.number(rounded);
  }
}
