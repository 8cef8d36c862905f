// A button with an icon of VS Code and a name that is heard and shown as its title.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';

/** @param isOn given for switches: whether it is on */
export function iconButton(
  icon: string,
  label: string,
  onClick: (anchor: HTMLElement) => void,
  isOn?: boolean,
): TemplateResult {
  return html`<button
    type="button"
    class="iconButton codicon codicon-${icon}"
    title=${label}
    aria-label=${label}
    aria-pressed=${isOn ?? nothing}
    @click=${(event: Event) => onClick(event.currentTarget as HTMLElement)}
  ></button>`;
}
