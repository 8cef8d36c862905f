// When the rule fires: the threshold against what was really measured, how often it would have fired, and how often it is looked at.

import { html, nothing } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import {
  dynamicOperators,
  frequenciesFor,
  mostPeriods,
  sensitivities,
  staticOperators,
  windowsFor,
} from '../../src/domain/alert/metricAlertDraft.ts';
import { formatDuration } from '../../src/domain/capture/captureLimits.ts';
import { historySpans } from '../../src/protocol/alertFormContract.ts';
import { choices, listProblem, section } from '../captureForm/formParts.ts';
import { readNumber } from './alertFields.ts';
import { described, groupRow, idOf, invalid, plainRow, row, select, textOf } from './formRow.ts';
import type { AlertFormView } from './formRow.ts';
import { valueText } from './thresholdPlot.ts';
import type { ThresholdPlot } from './thresholdPlot.ts';

/** The section. */
export function conditionSection(view: AlertFormView, plot: ThresholdPlot): TemplateResult {
  const { model, words } = view;
  const { fields } = model;
  return section(
    'section-condition',
    words.text('When it fires'),
    html`${groupRow(
      words.text('Threshold'),
      choices({
        name: 'kind',
        legend: words.text('Kind of threshold'),
        chosen: fields.kind,
        values: [
          ['static', words.text('A number')],
          ['dynamic', words.text('Learned by Azure')],
        ],
        onChoose: (kind) => model.change({ kind }),
      }),
    )}
    ${fields.kind === 'static' ? staticRows(view) : dynamicRows(view)} ${timeRows(view)}
    ${model.metric === undefined ? nothing : history(view, plot)}`,
  );
}

function staticRows(view: AlertFormView): TemplateResult {
  const { model, words } = view;
  const { fields, metric } = model;
  const number = readNumber(fields.threshold);
  return html`${plainRow(
    'operator',
    words.text('Fires when the value is'),
    select({
      id: 'operator',
      chosen: fields.operator,
      values: staticOperators.map((each) => [each, words.text(`operator.${each}`)] as const),
      onChoose: (operator) => model.change({ operator }),
    }),
  )}
  ${row(view, 'threshold', {
    label: words.text('Value'),
    content: html`<input
      type="text"
      inputmode="decimal"
      class="short"
      id=${idOf('threshold')}
      .value=${fields.threshold}
      autocomplete="off"
      spellcheck="false"
      aria-invalid=${invalid(view, 'threshold')}
      aria-describedby=${described('threshold', true)}
      @input=${(event: Event) => model.setThreshold(textOf(event))}
    />`,
    note:
      metric === undefined || Number.isNaN(number)
        ? words.text('A number in the unit of the metric.')
        : fields.isThresholdOwn
          ? valueText(number, metric.unit, words)
          : words.text(
              '{0}, proposed: a fifth above the highest value of this time.',
              valueText(number, metric.unit, words),
            ),
  })}`;
}

function dynamicRows(view: AlertFormView): TemplateResult {
  const { model, words } = view;
  const { fields } = model;
  const counts = Array.from({ length: mostPeriods }, (_, index) => [index + 1, words.number(index + 1)] as const);
  return html`${plainRow(
    'dynamicOperator',
    words.text('Fires when the value is'),
    select({
      id: 'dynamicOperator',
      chosen: fields.dynamicOperator,
      values: dynamicOperators.map((each) => [each, words.text(`dynamic.${each}`)] as const),
      onChoose: (dynamicOperator) => model.change({ dynamicOperator }),
    }),
  )}
  ${plainRow(
    'sensitivity',
    words.text('Sensitivity'),
    select({
      id: 'sensitivity',
      chosen: fields.sensitivity,
      values: sensitivities.map((each) => [each, words.text(`sensitivity.${each}`)] as const),
      onChoose: (sensitivity) => model.change({ sensitivity }),
    }),
  )}
  ${row(view, 'periods', {
    label: words.text('Of the last evaluations'),
    content: select({
      id: 'periods',
      chosen: fields.periods,
      values: counts,
      onChoose: (periods) => model.change({ periods, failing: Math.min(fields.failing, periods) }),
      describedBy: described('periods'),
      isInvalid: invalid(view, 'periods'),
    }),
  })}
  ${plainRow(
    'failing',
    words.text('must fail'),
    select({
      id: 'failing',
      chosen: fields.failing,
      values: counts.slice(0, fields.periods),
      onChoose: (failing) => model.change({ failing }),
    }),
  )}`;
}

function duration(seconds: number): readonly [number, string] {
  return [seconds, formatDuration(seconds)];
}

function timeRows(view: AlertFormView): TemplateResult {
  const { model, words } = view;
  const { kind, frequencyInSeconds, windowInSeconds } = model.fields;
  return html`${row(view, 'frequency', {
    label: words.text('Looked at every'),
    content: select({
      id: 'frequency',
      chosen: frequencyInSeconds,
      values: frequenciesFor(kind).map(duration),
      onChoose: (seconds) => model.change({ frequencyInSeconds: seconds }),
      describedBy: described('frequency'),
      isInvalid: invalid(view, 'frequency'),
    }),
  })}
  ${row(view, 'window', {
    label: words.text('Over the last'),
    content: select({
      id: 'window',
      chosen: windowInSeconds,
      values: windowsFor(kind, frequencyInSeconds).map(duration),
      onChoose: (seconds) => model.change({ windowInSeconds: seconds }),
      describedBy: described('window'),
      isInvalid: invalid(view, 'window'),
    }),
  })}`;
}

/** The plot with its states and its words. */
function history(view: AlertFormView, plot: ThresholdPlot): TemplateResult {
  const { model, words } = view;
  const { history: loaded, figures } = model;
  const span = words.text(`span.${model.fields.span}`);
  return html`<div class="history" aria-busy=${loaded.isLoading ? 'true' : 'false'}>
    <div class="historyHead">
      <h3>${words.text('What was measured')}</h3>
      ${choices({
        name: 'span',
        legend: words.text('Time that the plot shows'),
        chosen: model.fields.span,
        values: historySpans.map((each) => [each, words.text(`span.${each}`)] as const),
        onChoose: (each) => model.change({ span: each }),
      })}
    </div>
    ${listProblem(loaded.problem, words, () => void model.loadHistory())}
    ${
      loaded.isLoading
        ? html`<p class="state">${words.text('Reading the metric…')}</p>`
        : loaded.problem !== undefined
          ? nothing
          : figures === undefined
            ? html`<p class="state">
                ${words.text('Nothing was measured in this time ({0}): the machine may have been off.', span)}
              </p>`
            : plot.draw(words)
    }
    <div id="plot-words" class="words" aria-live="polite">${loaded.isLoading ? nothing : plotWords(view)}</div>
  </div>`;
}

function plotWords({ model, words }: AlertFormView): TemplateResult | typeof nothing {
  const { figures, outcome, metric, fields, plotted, targets } = model;
  if (figures === undefined || metric === undefined) {
    return nothing;
  }
  const shown = (value: number): string => valueText(value, metric.unit, words);
  const span = words.text(`span.${fields.span}`);
  return html`<p>
      ${words.text('Lowest {0}, mean {1}, highest {2}.', shown(figures.minimum), shown(figures.average), shown(figures.maximum))}
      <span class="quiet"
        >${words.text('Each point is the {0} of {1}.', words.text(`aggregation.${fields.aggregation}`), formatDuration(fields.windowInSeconds))}</span
      >
    </p>
    ${
      outcome === undefined
        ? nothing
        : html`<p class="verdict">
            <span class="codicon codicon-${outcome.fired === 0 ? 'bell-slash' : 'bell-dot'}" aria-hidden="true"></span>
            <strong
              >${
                outcome.fired === 0
                  ? words.text('Would not have fired ({0}).', span)
                  : outcome.fired === 1
                    ? words.text('Would have fired once ({0}).', span)
                    : words.text('Would have fired {0} times ({1}).', outcome.fired, span)
              }</strong
            >
            ${words.text('{0} of {1} evaluations met the condition.', outcome.met, outcome.evaluations)}
          </p>`
    }
    ${outcome?.isCoarse === true ? html`<p class="quiet">${words.text('An estimate: over this time Azure’s values are read in steps of 5 minutes.')}</p>` : nothing}
    ${
      fields.kind === 'dynamic'
        ? html`<p class="quiet">
            ${words.text('Azure learns the band from up to ten days of the metric and does not tell it beforehand, so it is not drawn here.')}
          </p>`
        : nothing
    }
    ${
      plotted.length > 1
        ? html`<p class="quiet">${words.text('Curves: {0}, one for each value of the dimensions.', plotted.length)}</p>`
        : nothing
    }
    ${
      targets.length > 1
        ? html`<p class="quiet">
            ${words.text('Shown is {0}; the rule watches each of {1} resources by itself.', targets[0]?.name ?? '', targets.length)}
          </p>`
        : nothing
    }`;
}
