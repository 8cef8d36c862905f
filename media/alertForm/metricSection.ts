// What is measured: the metric, how its values become one, and which values of its dimensions are watched.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import { listProblem, section } from '../captureForm/formParts.ts';
import { visibleText } from '../traffic/trafficFormat.ts';
import { described, groupRow, idOf, invalid, plainRow, row, select, textOf } from './formRow.ts';
import type { AlertFormView } from './formRow.ts';

/** The section. */
export function metricSection(view: AlertFormView): TemplateResult {
  const { model, words } = view;
  const { metric, metrics } = model;
  const isEmpty = !metrics.isLoading && metrics.problem === undefined && metrics.items.length === 0;
  return section(
    'section-metric',
    words.text('What is measured'),
    html`${plainRow(
      'search',
      words.text('Find a metric'),
      html`<input
        type="search"
        id=${idOf('search')}
        .value=${model.search}
        placeholder=${words.text('Name, unit or description')}
        autocomplete="off"
        spellcheck="false"
        @input=${(event: Event) => model.searchMetrics(textOf(event))}
      />`,
    )}
    ${row(view, 'metric', {
      label: words.text('Metric'),
      content: html`${metricSelect(view)} ${listProblem(metrics.problem, words, () => void model.loadMetrics())}`,
      note: isEmpty
        ? words.text('Azure measures nothing of this resource.')
        : metric === undefined
          ? words.text(
              '{0} of {1} metrics fit. Deprecated ones are left out.',
              model.offeredMetrics.length,
              metrics.items.length,
            )
          : [visibleText(metric.description), words.text('Unit: {0}', visibleText(metric.unit))]
              .filter(Boolean)
              .join(' · '),
    })}
    ${
      metric === undefined
        ? nothing
        : html`${plainRow(
            'aggregation',
            words.text('Aggregation'),
            select({
              id: 'aggregation',
              chosen: model.fields.aggregation,
              values: metric.aggregations.map((each) => [each, words.text(`aggregation.${each}`)] as const),
              onChoose: (aggregation) => model.change({ aggregation }),
            }),
          )}
          ${dimensionRows(view)}`
    }`,
  );
}

function metricSelect(view: AlertFormView): TemplateResult {
  const { model, words } = view;
  const { metrics, fields } = model;
  return html`<select
    id=${idOf('metric')}
    aria-busy=${metrics.isLoading ? 'true' : 'false'}
    aria-invalid=${invalid(view, 'metric')}
    aria-describedby=${described('metric', true)}
    @change=${(event: Event) => model.chooseMetric((event.target as HTMLSelectElement).value)}
  >
    <option value="" .selected=${fields.metricName === ''} disabled>
      ${words.text(metrics.isLoading ? 'Loading…' : 'Choose…')}
    </option>
    ${model.offeredMetrics.map(
      ({ name, displayName }) =>
        html`<option value=${name} .selected=${name === fields.metricName}>${visibleText(displayName)}</option>`,
    )}
  </select>`;
}

function dimensionRows(view: AlertFormView): TemplateResult | typeof nothing {
  const { model, words } = view;
  const { metric, dimensionValues } = model;
  if (metric === undefined || metric.dimensions.length === 0) {
    return nothing;
  }
  return html`${metric.dimensions.map((name) => {
    const chosen = model.fields.dimensions.find((each) => each.name === name)?.values ?? [];
    const known = dimensionValues.items.find((each) => each.name === name)?.values ?? [];
    const values = Array.from(new Set([...known, ...chosen.filter((value) => value !== '*')]));
    const label = words.text('Dimension {0}', visibleText(name));
    const box = (value: string, text: string): TemplateResult =>
      html`<label class="choice"
        ><input
          type="checkbox"
          .checked=${chosen.includes(value)}
          @change=${(event: Event) => model.toggleDimension(name, value, (event.target as HTMLInputElement).checked)}
        /><span>${text}</span></label
      >`;
    return groupRow(
      label,
      html`<div class="boxes" role="group" aria-label=${label}>
          ${box('*', words.text('Each value, also those to come'))}
          ${values.map((value) => box(value, visibleText(value)))}
        </div>
        <div class="note">
          ${
            dimensionValues.isLoading
              ? words.text('Loading…')
              : chosen.length === 0
                ? words.text('Not told apart: all values together are one.')
                : words.text('Each value is watched by itself and fires an alert of its own.')
          }
        </div>
        ${listProblem(dimensionValues.problem, words, () => void model.loadDimensionValues())}`,
    );
  })}`;
}
