// Where the file goes: a storage account, a path on the machine, or both.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { isSameResource, resourceName } from '../../src/domain/arm/resourceId.ts';
import type { FormStorageAccount } from '../../src/protocol/captureFormContract.ts';
import { below, described, idOf, listProblem, row, section, shownFault, textInput } from './formParts.ts';
import type { FormView } from './formParts.ts';
import { visibleText } from '../traffic/trafficFormat.ts';

/** The section. */
export function placeSection(view: FormView): TemplateResult {
  const { model, words } = view;
  const { isStored, isLocal } = model.fields;
  const pathNote =
    model.target?.system === 'windows'
      ? words.text('On the machine; the name ends in .cap.')
      : words.text('On the machine, below /var/captures on Linux; the name ends in .cap.');
  return section(
    'section-place',
    words.text('File'),
    html`<div class="row">
        <span class="name" id="place-label">${words.text('Keep the file in')}</span>
        <div class="value">
          <div
            class="choices"
            role="group"
            aria-labelledby="place-label"
            aria-describedby=${described('isStored', false)}
          >
            ${placeBox(idOf('isStored'), words.text('A storage account'), isStored, (isOn) =>
              model.change({ isStored: isOn }),
            )}
            ${placeBox(idOf('isStored') + '-local', words.text('The machine itself'), isLocal, (isOn) =>
              model.change({ isLocal: isOn }),
            )}
          </div>
          ${below(view, { control: 'isStored', label: '', content: html`` })}
        </div>
      </div>
      ${
        isStored
          ? html`${row(view, {
              control: 'storageId',
              label: words.text('Storage account'),
              content: accountSelect(view),
              note: accountNote(view),
            })}
            ${listProblem(model.accounts.problem, words, () => void model.loadAccounts())}`
          : nothing
      }
      ${
        isLocal
          ? row(view, {
              control: 'filePath',
              label: words.text('Path'),
              content: textInput(view, 'filePath', {
                hasNote: true,
                onInput: (filePath) => model.change({ filePath, isPathOwn: filePath !== '' }),
              }),
              note: pathNote,
            })
          : nothing
      }`,
  );
}

function placeBox(id: string, label: string, isOn: boolean, onChange: (isOn: boolean) => void): TemplateResult {
  return html`<label class="choice"
    ><input
      type="checkbox"
      id=${id}
      .checked=${isOn}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    /><span>${label}</span></label
  >`;
}

function accountNote({ model, words }: FormView): string {
  const { accounts, fields, target } = model;
  if (accounts.isLoading) {
    return words.text('Loading…');
  }
  if (target === undefined) {
    return words.text('Accounts of the target’s region appear once a target is chosen.');
  }
  if (accounts.problem === undefined && accounts.items.length === 0) {
    return words.text('There is no storage account in {0}.', target.region);
  }
  const chosen = accounts.items.find(({ id }) => isSameResource(id, fields.storageId));
  return chosen === undefined && fields.storageId !== ''
    ? words.text('Not among the accounts of {0}.', target.region)
    : (chosen?.note ?? words.text('The service puts the file into the container network-watcher-logs.'));
}

function accountSelect(view: FormView): TemplateResult {
  const { model, words } = view;
  const { storageId } = model.fields;
  const { items, isLoading } = model.accounts;
  const isChosen = (id: string): boolean => isSameResource(id, storageId);
  const option = ({ id, name, note }: FormStorageAccount): TemplateResult =>
    html`<option value=${id} .selected=${isChosen(id)}>
      ${visibleText(note === undefined ? name : `${name} (${note})`)}
    </option>`;
  const recent = items.filter(({ isRecent }) => isRecent);
  const others = items.filter(({ isRecent }) => !isRecent);
  return html`<select
    id=${idOf('storageId')}
    aria-invalid=${shownFault(view, 'storageId') === undefined ? 'false' : 'true'}
    aria-describedby=${described('storageId', true)}
    aria-busy=${isLoading ? 'true' : 'false'}
    @change=${(event: Event) => model.change({ storageId: (event.target as HTMLSelectElement).value })}
  >
    ${
      storageId === ''
        ? html`<option value="" .selected=${true} disabled>${words.text('Choose…')}</option>`
        : items.some(({ id }) => isChosen(id))
          ? nothing
          : html`<option value=${storageId} .selected=${true}>${resourceName(storageId)}</option>`
    }
    ${
      recent.length === 0
        ? others.map(option)
        : html`<optgroup label=${words.text('Recently used')}>${recent.map(option)}</optgroup>
            ${
              others.length === 0
                ? nothing
                : html`<optgroup label=${words.text('Others')}>${others.map(option)}</optgroup>`
            }`
    }
  </select>`;
}
