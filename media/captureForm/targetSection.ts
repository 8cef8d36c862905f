// What is captured: machine or scale set, its instances, and the name of the capture.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { isSameResource, parseResourceId, resourceName } from '../../src/domain/arm/resourceId.ts';
import { targetKindOf } from '../../src/domain/capture/captureSettings.ts';
import type { FormInstance, FormTarget } from '../../src/protocol/captureFormContract.ts';
import { below, choices, described, idOf, listProblem, row, section, shownFault, textInput } from './formParts.ts';
import type { FormView } from './formParts.ts';
import { visibleText } from '../traffic/trafficFormat.ts';

/** The section. */
export function targetSection(view: FormView): TemplateResult {
  const { model, words } = view;
  const { targetId, isNameOwn } = model.fields;
  const nameNote = isNameOwn ? undefined : words.text('A free name, from the target’s.');
  return section(
    'section-target',
    words.text('Target'),
    html`${row(view, {
      control: 'targetId',
      label: words.text('Machine or scale set'),
      content: model.hasManyTargets ? html`${targetSearch(view)}${targetSelect(view)}` : targetSelect(view),
      note: targetNote(view),
    })}
    ${listProblem(model.targets.problem, words, () => void model.loadTargets())}
    ${targetKindOf(targetId) === 'scaleSet' ? instanceRow(view) : nothing}
    ${row(view, {
      control: 'name',
      label: words.text('Name of the capture'),
      content: textInput(view, 'name', {
        hasNote: nameNote !== undefined,
        onInput: (name) => model.change({ name, isNameOwn: name !== '' }),
      }),
      ...(nameNote === undefined ? {} : { note: nameNote }),
    })}`,
  );
}

function targetNote({ model, words }: FormView): string {
  const { target, targets } = model;
  if (targets.isLoading) {
    return words.text('Loading…');
  }
  const { hidden } = model.offeredTargets;
  if (hidden > 0) {
    return words.text('Not shown: {0}. Search to narrow the list.', hidden);
  }
  const group = parseResourceId(target?.id ?? '')?.resourceGroup ?? '';
  return group === '' ? '' : words.text('Resource group {0}', group);
}

/** A list of thousands is not one to scroll in, nor one to draw anew at each key. */
function targetSearch({ model, words }: FormView): TemplateResult {
  const label = words.text('Search by name, resource group or region');
  return html`<input
    type="search"
    id="target-search"
    aria-label=${label}
    placeholder=${label}
    autocomplete="off"
    spellcheck="false"
    .value=${model.targetSearch}
    @input=${(event: Event) => model.searchTargets((event.target as HTMLInputElement).value)}
  />`;
}

function targetSelect(view: FormView): TemplateResult {
  const { model, words } = view;
  const { targetId } = model.fields;
  const { isLoading } = model.targets;
  const { items } = model.offeredTargets;
  const of = (kind: FormTarget['kind']): readonly FormTarget[] => items.filter((each) => each.kind === kind);
  const isChosen = (id: string): boolean => isSameResource(id, targetId);
  const option = ({ id, name, region, note }: FormTarget): TemplateResult =>
    html`<option value=${id} .selected=${isChosen(id)}>
      ${visibleText(name)} (${visibleText(note === undefined ? region : `${region}, ${note}`)})
    </option>`;
  const group = (kind: FormTarget['kind'], label: string): TemplateResult | typeof nothing =>
    of(kind).length === 0 ? nothing : html`<optgroup label=${words.text(label)}>${of(kind).map(option)}</optgroup>`;
  return html`<select
    id=${idOf('targetId')}
    aria-invalid=${shownFault(view, 'targetId') === undefined ? 'false' : 'true'}
    aria-describedby=${described('targetId', true)}
    aria-busy=${isLoading ? 'true' : 'false'}
    @change=${(event: Event) => model.change({ targetId: (event.target as HTMLSelectElement).value })}
  >
    ${
      targetId === ''
        ? html`<option value="" .selected=${true} disabled>${words.text('Choose…')}</option>`
        : items.some(({ id }) => isChosen(id))
          ? nothing
          : html`<option value=${targetId} .selected=${true}>${resourceName(targetId)}</option>`
    }
    ${group('virtualMachine', 'Virtual machines')} ${group('scaleSet', 'Scale sets')}
  </select>`;
}

function instanceRow(view: FormView): TemplateResult {
  const { model, words } = view;
  const { instanceChoice, instanceIds } = model.fields;
  const { items, isLoading, problem } = model.instances;
  // Ids of a draft that are none of the instances stay, so that they can be taken away.
  const gone = isLoading ? [] : instanceIds.filter((id) => !items.some((each) => each.id === id));
  const all: readonly FormInstance[] = [...items, ...gone.map((id) => ({ id, name: id }))];
  const toggle = (id: string, isOn: boolean): void =>
    model.change({ instanceIds: isOn ? [...instanceIds, id] : instanceIds.filter((each) => each !== id) });
  const box = ({ id, name, note }: FormInstance): TemplateResult =>
    html`<label class="choice"
      ><input
        type="checkbox"
        .checked=${instanceIds.includes(id)}
        @change=${(event: Event) => toggle(id, (event.target as HTMLInputElement).checked)}
      /><span
        >${visibleText(name)}${note === undefined ? nothing : html` <span class="hint">${note}</span>`}</span
      ></label
    >`;
  return html`<div class="row">
    <span class="name">${words.text('Instances')}</span>
    <div class="value">
      ${choices({
        name: 'instanceChoice',
        legend: words.text('Instances'),
        chosen: instanceChoice,
        values: [
          ['all', words.text('All')],
          ['include', words.text('Only these')],
          ['exclude', words.text('All but these')],
        ],
        onChoose: (choice) => model.change({ instanceChoice: choice }),
      })}
      ${
        instanceChoice === 'all'
          ? nothing
          : html`<div
              class="boxes"
              role="group"
              id=${idOf('instanceIds')}
              tabindex="-1"
              aria-label=${words.text('Instances')}
              aria-describedby=${described('instanceIds', false)}
            >
              ${isLoading ? html`<span class="hint">${words.text('Loading…')}</span>` : all.map(box)}
            </div>`
      }
      ${below(view, { control: 'instanceIds', label: '', content: html`` })}
      ${listProblem(problem, words, () => void model.loadInstances())}
    </div>
  </div>`;
}
