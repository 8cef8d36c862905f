// List and details with a line between: beside each other, or below where it is narrow. The line moves by drag and by arrow keys.

import type { Wording } from './trafficFormat.ts';

const narrowWidth = 700;
const firstShare = 55;
const keyStep = 3;
const limits = { least: 15, most: 85 } as const;

/** Two parts and the line. The parts never move to another parent, for that would reset where they were scrolled to. */
export class SplitLayout {
  readonly element = document.createElement('div');
  readonly #handle = document.createElement('div');
  readonly #end: HTMLElement;
  readonly #onShare: (share: number) => void;
  #share = firstShare;

  constructor(start: HTMLElement, end: HTMLElement, onShare: (share: number) => void) {
    this.#end = end;
    this.#onShare = onShare;
    this.element.className = 'split closed';
    this.#handle.className = 'handle';
    this.#handle.tabIndex = 0;
    this.#handle.setAttribute('role', 'separator');
    this.#handle.setAttribute('aria-valuemin', String(limits.least));
    this.#handle.setAttribute('aria-valuemax', String(limits.most));
    this.element.append(start, this.#handle, end);
    this.#handle.addEventListener('pointerdown', (event) => this.#onDown(event));
    this.#handle.addEventListener('keydown', (event) => this.#onKey(event));
    this.#handle.addEventListener('dblclick', () => this.#move(firstShare));
    new ResizeObserver(() => this.#orient()).observe(this.element);
    this.isOpen = false;
    this.#set(firstShare);
  }

  set words(words: Wording) {
    this.#handle.setAttribute('aria-label', words.text('Line between list and details'));
  }

  /** Percent that the list has. */
  set share(share: number) {
    this.#set(share);
  }

  set isOpen(isOpen: boolean) {
    this.element.classList.toggle('closed', !isOpen);
    this.#handle.hidden = !isOpen;
    this.#end.hidden = !isOpen;
  }

  get #isNarrow(): boolean {
    return this.element.clientWidth < narrowWidth;
  }

  #orient(): void {
    this.element.classList.toggle('narrow', this.#isNarrow);
    this.#handle.setAttribute('aria-orientation', this.#isNarrow ? 'horizontal' : 'vertical');
  }

  #set(share: number): void {
    const clamped = Math.min(limits.most, Math.max(limits.least, share));
    this.#share = Number.isFinite(clamped) ? clamped : firstShare;
    this.element.style.setProperty('--share', `${this.#share}%`);
    this.#handle.setAttribute('aria-valuenow', String(Math.round(this.#share)));
  }

  #move(share: number): void {
    this.#set(share);
    this.#onShare(this.#share);
  }

  #onDown(event: PointerEvent): void {
    if (event.button !== 0) {
      return;
    }
    event.preventDefault();
    this.#handle.focus();
    this.#handle.setPointerCapture(event.pointerId);
    const onMove = (move: PointerEvent): void => {
      const box = this.element.getBoundingClientRect();
      this.#set(
        this.#isNarrow ? ((move.clientY - box.top) / box.height) * 100 : ((move.clientX - box.left) / box.width) * 100,
      );
    };
    this.#handle.addEventListener('pointermove', onMove);
    this.#handle.addEventListener(
      'pointerup',
      () => {
        this.#handle.removeEventListener('pointermove', onMove);
        this.#onShare(this.#share);
      },
      { once: true },
    );
  }

  #onKey(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = {
      ArrowLeft: -keyStep,
      ArrowUp: -keyStep,
      ArrowRight: keyStep,
      ArrowDown: keyStep,
      Home: -100,
      End: 100,
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.#move(this.#share + step);
    }
  }
}
