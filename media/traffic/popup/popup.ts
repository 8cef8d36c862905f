// Something small that opens beside a button, one at a time: closes on Escape, outside clicks and lost focus, and gives the focus back.

/** Shows one element at a time above the page. */
export class Popup {
  readonly #root: HTMLElement;
  #close: (() => void) | undefined;

  constructor(root: HTMLElement) {
    this.#root = root;
  }

  get isOpen(): boolean {
    return this.#close !== undefined;
  }

  /** Opens content at an anchor; whatever was open closes. */
  open(anchor: HTMLElement, content: HTMLElement, onClosed: () => void = () => undefined): void {
    this.close();
    const before = document.activeElement instanceof HTMLElement ? document.activeElement : anchor;
    content.classList.add('popup');
    this.#root.append(content);
    place(content, anchor);
    const events = new AbortController();
    const { signal } = events;
    const isOutside = (target: EventTarget | null): boolean => target instanceof Node && !content.contains(target);
    document.addEventListener('pointerdown', (event) => isOutside(event.target) && this.close(false), {
      capture: true,
      signal,
    });
    content.addEventListener(
      'focusout',
      (event) => event.relatedTarget !== null && isOutside(event.relatedTarget) && this.close(false),
      { signal },
    );
    window.addEventListener('blur', () => this.close(false), { signal });
    content.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Escape') {
          event.stopPropagation();
          event.preventDefault();
          this.close();
        }
      },
      { signal },
    );
    this.#close = () => {
      events.abort();
      content.remove();
      onClosed();
    };
    this.#returnTo = before;
  }

  #returnTo: HTMLElement | undefined;

  /** Closes what is open. */
  close(returnsFocus = true): void {
    const close = this.#close;
    this.#close = undefined;
    close?.();
    if (close !== undefined && returnsFocus) {
      this.#returnTo?.focus();
    }
  }
}

/** Below the anchor if there is room, else above; never out of the window. */
function place(content: HTMLElement, anchor: HTMLElement): void {
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = content;
  const left = Math.max(4, Math.min(at.left, window.innerWidth - width - 4));
  const below = at.bottom + 2;
  const top =
    below + height <= window.innerHeight
      ? below
      : Math.max(4, Math.min(at.top - height - 2, window.innerHeight - height - 4));
  content.style.left = `${left}px`;
  content.style.top = `${top}px`;
  content.style.maxHeight = `${window.innerHeight - top - 4}px`;
}
