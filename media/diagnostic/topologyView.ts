// The picture of a topology as SVG: boxes that the keyboard reaches, ties as lines, and beside it what is known of the chosen one.
// Sizes are SVG attributes and colours come from the style sheet, so that no inline style is needed.

import { html, nothing, render, svg } from 'lit/html.js';
import type { TemplateResult } from 'lit/html.js';
import type { ReportSection } from '../../src/domain/diagnostic/diagnosticReport.ts';
import type { PictureLine, PictureNode, PictureRest } from '../../src/domain/diagnostic/topologyLayout.ts';
import type { Wording } from '../traffic/trafficFormat.ts';
import { iconButton } from '../traffic/iconButton.ts';
import { nextNode } from './pictureKeys.ts';
import type { PictureKey } from './pictureKeys.ts';

type SvgTemplate = ReturnType<typeof svg>;
type PictureSection = Extract<ReportSection, { kind: 'picture' }>;

const zooms = [0.25, 0.35, 0.5, 0.7, 0.85, 1, 1.25, 1.5, 2] as const;

/** One picture; it draws itself into its element. */
export class TopologyView {
  readonly element = document.createElement('div');
  readonly #section: PictureSection;
  readonly #words: Wording;
  readonly #copy: (id: string) => void;
  #zoom = 1;
  /** The box that Tab leads to. */
  #active: number;
  #chosen: number | undefined;

  constructor(section: PictureSection, words: Wording, copy: (id: string) => void) {
    this.#section = section;
    this.#words = words;
    this.#copy = copy;
    this.element.className = 'topology';
    const focus = section.picture.nodes.findIndex(({ isFocus }) => isFocus);
    this.#active = Math.max(0, focus);
    this.#chosen = focus < 0 ? undefined : focus;
    this.#draw();
  }

  #draw(): void {
    const { picture, summary } = this.#section;
    const words = this.#words;
    const { width, height } = picture;
    render(
      html`
        <div class="zoom" role="toolbar" aria-label=${this.#section.title}>
          ${iconButton('zoom-out', words.text('Smaller picture'), () => this.#zoomBy(-1))}
          ${iconButton('zoom-in', words.text('Larger picture'), () => this.#zoomBy(1))}
          ${iconButton('screen-full', words.text('Whole picture'), () => this.#fit())}
          <span class="hint" id="pictureKeys"
            >${words.text('The arrow keys go from resource to resource, Enter shows what is known of one.')}</span
          >
        </div>
        <div class="canvas">
          <svg
            role="group"
            aria-label=${summary}
            aria-describedby="pictureKeys"
            width=${Math.round(width * this.#zoom)}
            height=${Math.round(height * this.#zoom)}
            viewBox=${`0 0 ${width} ${height}`}
            @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          >
            ${picture.nodes.map((node, index) => (isHolder(node) ? this.#nodeTemplate(node, index) : nothing))}
            ${picture.lines.map((line) => this.#lineTemplate(line))}
            ${picture.nodes.map((node, index) => (isHolder(node) ? nothing : this.#nodeTemplate(node, index)))}
            ${picture.rests.map((rest) => restTemplate(rest, words))}
          </svg>
        </div>
        <div
          class="details"
          role="region"
          aria-live="polite"
          aria-label=${this.#chosenNode?.name ?? this.#section.title}
        >
          ${this.#chosenTemplate()}
        </div>
      `,
      this.element,
    );
  }

  get #chosenNode(): PictureNode | undefined {
    return this.#chosen === undefined ? undefined : this.#section.picture.nodes[this.#chosen];
  }

  #nodeTemplate(node: PictureNode, index: number): SvgTemplate {
    const kind = this.#kindText(node);
    const own = node.isFocus ? ` · ${this.#words.text('this machine')}` : '';
    const isChosen = index === this.#chosen;
    return svg`<g
      class="node ${node.kind} ${node.isFocus ? 'own' : ''} ${isChosen ? 'chosen' : ''}"
      role="button"
      data-index=${index}
      tabindex=${index === this.#active ? 0 : -1}
      aria-pressed=${isChosen}
      aria-label=${this.#spoken(node)}
      @click=${() => this.#choose(index)}
      @focus=${() => this.#activate(index)}
    >
      <title>${node.name}</title>
      <rect x=${node.x} y=${node.y} width=${node.width} height=${node.height} rx="4"></rect>
      <text class="name" x=${node.x + 10} y=${node.y + 14}>${node.label}</text>
      <text class="kind" x=${node.x + 10} y=${node.y + 26}>${kind}${own}</text>
    </g>`;
  }

  #lineTemplate({ from, to, path }: PictureLine): SvgTemplate {
    const isOn = from === this.#chosen || to === this.#chosen;
    return svg`<path class="tie ${isOn ? 'on' : ''}" d=${path} aria-hidden="true"></path>`;
  }

  #chosenTemplate(): TemplateResult {
    const node = this.#chosenNode;
    const words = this.#words;
    if (node === undefined) {
      return html`<p class="hint">${words.text('Choose a resource in the picture to see what is known of it.')}</p>`;
    }
    return html`
      <h3>${node.name}</h3>
      <dl>
        ${factTemplate(words.text('Kind'), this.#kindText(node))} ${factTemplate(words.text('Region'), node.region)}
        ${factTemplate(words.text('Resource group'), node.resourceGroup)}
        ${factTemplate(words.text('Connected to'), this.#namesOf(node.tied).join(', '))}
        ${factTemplate(words.text('Rules, routes and other parts'), node.partCount === 0 ? '' : words.number(node.partCount))}
      </dl>
      <button type="button" class="action" @click=${() => this.#copy(node.id)}>
        <span class="codicon codicon-copy" aria-hidden="true"></span>${words.text('Copy Resource ID')}
      </button>
    `;
  }

  #kindText({ kind, type }: PictureNode): string {
    return kind === 'other' && type !== '' ? type : (this.#section.kindNames[kind] ?? kind);
  }

  /** All that the picture shows of a box, in words. */
  #spoken(node: PictureNode): string {
    const holder = node.parent === undefined ? [] : this.#namesOf([node.parent]);
    return [
      node.name,
      this.#kindText(node),
      ...(node.isFocus ? [this.#words.text('this machine')] : []),
      ...holder.map((name) => this.#words.text('within {0}', name)),
      ...(node.tied.length === 0 ? [] : [this.#words.text('connected to {0}', this.#namesOf(node.tied).join(', '))]),
    ].join(', ');
  }

  #namesOf(indices: readonly number[]): readonly string[] {
    return indices.flatMap((index) => this.#section.picture.nodes[index]?.name ?? []);
  }

  #choose(index: number): void {
    this.#chosen = index;
    this.#activate(index);
  }

  #activate(index: number): void {
    this.#active = index;
    this.#draw();
  }

  #onKey(event: KeyboardEvent): void {
    switch (event.key) {
      case 'Enter':
      case ' ':
        this.#choose(this.#active);
        break;
      case 'ArrowLeft':
      case 'ArrowRight':
      case 'ArrowUp':
      case 'ArrowDown':
      case 'Home':
      case 'End':
        this.#focus(nextNode(this.#section.picture.nodes, this.#active, event.key satisfies PictureKey));
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  #focus(index: number): void {
    this.#activate(index);
    const node = this.element.querySelector<SVGGElement>(`[data-index="${index}"]`);
    node?.focus();
    node?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  #zoomBy(step: 1 | -1): void {
    const larger = zooms.find((zoom) => zoom > this.#zoom) ?? this.#zoom;
    const smaller = zooms.findLast((zoom) => zoom < this.#zoom) ?? this.#zoom;
    this.#zoom = step === 1 ? larger : smaller;
    this.#draw();
  }

  /** As large as the room lets it be, never larger than drawn. */
  #fit(): void {
    const room = this.element.querySelector('.canvas')?.clientWidth ?? 0;
    this.#zoom = Math.max(zooms[0], Math.min(1, room / this.#section.picture.width));
    this.#draw();
  }
}

function factTemplate(label: string, value: string): TemplateResult | typeof nothing {
  return value === ''
    ? nothing
    : html`<div>
        <dt>${label}</dt>
        <dd>${value}</dd>
      </div>`;
}

function restTemplate(rest: PictureRest, words: Wording): SvgTemplate {
  return svg`<g class="rest">
    <rect x=${rest.x} y=${rest.y} width=${rest.width} height=${rest.height} rx="4"></rect>
    <text x=${rest.x + 10} y=${rest.y + 16}>${words.text('{0} more', rest.count)}</text>
  </g>`;
}

/** Networks and subnets lie below the lines, what they hold above. */
function isHolder({ kind }: PictureNode): boolean {
  return kind === 'virtualNetwork' || kind === 'subnet';
}
