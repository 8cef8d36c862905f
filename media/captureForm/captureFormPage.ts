// The page of the capture form: draws the model, and moves the keyboard where a person is needed.

import { html, nothing, render } from 'lit/html.js';
import { ViewChannel } from '../../src/protocol/channel.ts';
import type { Transport } from '../../src/protocol/channel.ts';
import type { CaptureFormContract } from '../../src/protocol/captureFormContract.ts';
import type { PageState } from '../shared/webviewTransport.ts';
import { visibleText, Wording } from '../traffic/trafficFormat.ts';
import { checkSection } from './checkSection.ts';
import { filterSection } from './filterSection.ts';
import { formFooter } from './formFooter.ts';
import { FormModel } from './formModel.ts';
import { idOf } from './formParts.ts';
import type { FormView } from './formParts.ts';
import { limitSection } from './limitSection.ts';
import { placeSection } from './placeSection.ts';
import { PresetBar } from './presetBar.ts';
import { targetSection } from './targetSection.ts';

/** The page. */
export class CaptureFormPage {
  readonly #root: HTMLElement;
  readonly #model: FormModel;
  readonly #presets = new PresetBar();
  #words: Wording | undefined;
  #isDrawQueued = false;
  #focus: string | undefined;
  #isFirst = true;

  constructor(root: HTMLElement, transport: Transport & { readonly state: PageState }) {
    this.#root = root;
    this.#model = new FormModel(new ViewChannel<CaptureFormContract>(transport), transport.state, {
      onChange: () => this.#changed(),
      onTexts: (texts, language) => {
        this.#words = new Wording(texts, language);
      },
    });
  }

  /** Begins. */
  start(): void {
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        // A key that is held down has agreed to nothing.
        if (!event.repeat) {
          void this.#model.start();
        }
      }
    });
    // Whoever comes to the form by its tab or a key of VS Code stands in its first field.
    window.addEventListener('focus', () => this.#takeFocus());
    void this.#model.load();
  }

  #takeFocus(): void {
    if (document.activeElement === document.body) {
      document.getElementById(idOf('targetId'))?.focus();
    }
  }

  /** Many changes may come between two frames; they are drawn once. */
  #changed(): void {
    if (!this.#isDrawQueued) {
      this.#isDrawQueued = true;
      requestAnimationFrame(() => {
        this.#isDrawQueued = false;
        this.#draw();
      });
    }
  }

  #draw(): void {
    const words = this.#words;
    if (words === undefined) {
      // Without texts there is only what went wrong.
      render(html`<p class="fault" role="alert">${this.#model.problem ?? ''}</p>`, this.#root);
      return;
    }
    const model = this.#model;
    const view: FormView = { model, words, faults: model.faults };
    const focus = (id: string): void => {
      this.#focus = id;
      this.#changed();
    };
    this.#presets.draw(view);
    render(
      html`<div class="page">
          <header>
            <h1>${words.text('New packet capture')}</h1>
            ${model.origin === undefined ? nothing : html`<p class="lead">${visibleText(model.origin)}</p>`}
            ${this.#presets.element}
          </header>
          ${targetSection(view)} ${placeSection(view)} ${limitSection(view)} ${filterSection(view, focus)}
          ${checkSection(view)}
        </div>
        ${formFooter(view, focus)}`,
      this.#root,
    );
    if (this.#isFirst) {
      this.#isFirst = false;
      this.#takeFocus();
    }
    if (this.#focus !== undefined) {
      document.getElementById(this.#focus)?.focus();
      this.#focus = undefined;
    }
  }
}
