// How much is captured: one file with limits, or a ring of files.

import { html } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { limitNote } from './formNotes.ts';
import { choices, row, section, textInput } from './formParts.ts';
import type { FormView } from './formParts.ts';
import { limitControlsOf } from './readForm.ts';
import type { LimitControl } from './readForm.ts';

/** The section. */
export function limitSection(view: FormView): TemplateResult {
  const { model, words } = view;
  const { isContinuous } = model.fields;
  return section(
    'section-limits',
    words.text('Limits'),
    html`<div class="row">
        <span class="name">${words.text('Kind')}</span>
        <div class="value">
          ${choices({
            name: 'kind',
            legend: words.text('Kind'),
            chosen: isContinuous ? 'ring' : 'once',
            values: [
              ['once', words.text('One file')],
              ['ring', words.text('Continuous, a ring of files (preview)')],
            ],
            onChoose: (kind) => model.change({ isContinuous: kind === 'ring' }),
          })}
        </div>
      </div>
      ${limitControlsOf(isContinuous).map((control) => limitRow(view, control))}`,
  );
}

function limitRow(view: FormView, control: LimitControl): TemplateResult {
  const { model, words } = view;
  return row(view, {
    control,
    label: words.text(`label.${control}`),
    content: textInput(view, control, {
      hasNote: true,
      isShort: true,
      placeholder: control === 'timeLimit' ? '5h' : control === 'packetBytes' ? words.text('whole packets') : '',
      onInput: (text) => model.change({ [control]: text }),
    }),
    note: limitNote(control, model.fields, words),
  });
}
