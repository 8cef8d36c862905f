// Presets: apply one, or save the form's settings under a name, for the person or the workspace.

import { html, nothing, render } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { maxPresetName } from '../../src/domain/capture/capturePreset.ts';
import { visibleText } from '../traffic/trafficFormat.ts';
import type { PresetScope } from '../../src/protocol/captureFormContract.ts';
import type { FormView } from './formParts.ts';

/** The bar, with a line for the name while one is asked. */
export class PresetBar {
  readonly element = document.createElement('div');
  #view: FormView | undefined;
  #isNaming = false;
  #scope: PresetScope = 'user';

  constructor() {
    this.element.className = 'presets';
  }

  draw(view: FormView): void {
    this.#view = view;
    render(html`${this.#chooser(view)} ${this.#isNaming ? this.#naming(view) : nothing}`, this.element);
  }

  #chooser({ model, words }: FormView): TemplateResult {
    const apply = (event: Event): void => {
      const select = event.target as HTMLSelectElement;
      model.applyPreset(select.value);
      // It is a command, not a state: the form may be changed afterwards.
      select.value = '';
    };
    return html`<div class="line">
      <label for="preset-choice">${words.text('Preset')}</label>
      <select id="preset-choice" ?disabled=${model.presets.length === 0} @change=${apply}>
        <option value="">${words.text(model.presets.length === 0 ? 'None saved yet' : 'Apply a preset…')}</option>
        ${model.presets.map(({ name }) => html`<option value=${name}>${visibleText(name)}</option>`)}
      </select>
      <button type="button" class="secondary" aria-expanded=${String(this.#isNaming)} @click=${() => this.#toggle()}>
        ${words.text('Save as preset…')}
      </button>
    </div>`;
  }

  #naming({ model, words }: FormView): TemplateResult {
    const scopes = [
      ['user', words.text('For me')],
      ['workspace', words.text('For this workspace')],
    ] as const;
    return html`<form
      class="line naming"
      aria-label=${words.text('Save as preset…')}
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.#save();
      }}
      @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#toggle()}
    >
      <label for="preset-name">${words.text('Name of the preset')}</label>
      <input type="text" id="preset-name" required maxlength=${maxPresetName} autocomplete="off" />
      ${
        model.hasWorkspace
          ? html`<select
              aria-label=${words.text('Where the preset is kept')}
              @change=${(event: Event) => {
                this.#scope = (event.target as HTMLSelectElement).value as PresetScope;
              }}
            >
              ${scopes.map(
                ([scope, label]) => html`<option value=${scope} .selected=${scope === this.#scope}>${label}</option>`,
              )}
            </select>`
          : nothing
      }
      <button type="submit" class="secondary">${words.text('Save')}</button>
      <button type="button" class="link" @click=${() => this.#toggle()}>${words.text('Cancel')}</button>
    </form>`;
  }

  #toggle(): void {
    this.#isNaming = !this.#isNaming;
    if (this.#view !== undefined) {
      this.draw(this.#view);
    }
    const next = this.#isNaming ? '#preset-name' : 'button[aria-expanded]';
    this.element.querySelector<HTMLElement>(next)?.focus();
  }

  async #save(): Promise<void> {
    const name = this.element.querySelector<HTMLInputElement>('#preset-name')?.value ?? '';
    if (name.trim() !== '' && (await this.#view?.model.savePreset(name, this.#scope)) === true && this.#isNaming) {
      this.#toggle();
    }
  }
}
