/** The legend: what is drawn on the image, the types with their colours, and which are seen. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import {
  isTypeShown,
  type Kind,
  type LegendRow,
  legendRows,
  showOnly,
  toggleType,
} from "../state/legend";
import { addType, changeColor } from "../state/ontology";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

const SHOWN = ["lines", "masks", "regions", "numbers", "arrows", "labels"];
const WIDTHS = [
  [1, "Thin"],
  [2, "Medium"],
  [4, "Thick"],
] as const;
const PLAIN = { regions: "#009e73", lines: "#0072b2" } as const;
const HEADS = { regions: "Regions", lines: "Lines" } as const;

/** "Show line numbers" under a heading that says so already. */
function shortLabel(label: string): string {
  const words = label.replace(/^Show (?:the )?/, "");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

class Legend extends Panel {
  private readonly errors: Partial<Record<Kind, string>> = {};

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    css`
      .shown {
        display: grid;
        grid-template-columns: 1fr 1fr;
        gap: 4px;
      }
      .shown button {
        justify-content: flex-start;
        min-inline-size: 0;
        white-space: normal;
        text-align: start;
      }
      .widths {
        display: flex;
        gap: 4px;
      }
      .widths button {
        flex: 1;
      }
      ul {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto auto;
        align-items: center;
        gap: 4px;
        min-block-size: 34px;
      }
      li.hidden-type .name {
        color: var(--quiet, #5d6168);
        text-decoration: line-through;
      }
      input[type="color"] {
        inline-size: 28px;
        min-block-size: 28px;
        block-size: 28px;
        padding: 2px;
        cursor: pointer;
      }
      .swatch {
        inline-size: 20px;
        block-size: 20px;
        margin-inline: 4px;
      }
      /* Types are seen as a rule: the exception is struck through and has another sign. */
      li .icon[aria-pressed="true"] {
        color: inherit;
        background: transparent;
        border-color: transparent;
      }
      .name {
        justify-content: flex-start;
        min-inline-size: 0;
        padding-inline: 6px;
        border-color: transparent;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .count {
        min-inline-size: 36px;
        padding-inline: 6px;
        font-variant-numeric: tabular-nums;
        border-color: transparent;
      }
      form {
        display: flex;
        gap: 6px;
      }
      form input {
        flex: 1;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { urls } = this.session.bootstrap;
    return html`
      <section aria-label="What is drawn">
        <div class="shown" role="group">${SHOWN.map((what) => this.toggle(`toggle-${what}`))}</div>
      </section>
      <section>
        <h3 id="width">Width of the strokes</h3>
        <div class="widths" role="group" aria-labelledby="width">
          ${WIDTHS.map(([px, word]) => this.width(px, word))}
        </div>
      </section>
      ${this.kind("regions")} ${this.kind("lines")}
      ${
        urls.types
          ? html`<p>
              <a href=${urls.types} @click=${this.leave}>Names, order and more: the Types page</a>
            </p>`
          : nothing
      }
    `;
  }

  private toggle(id: string): TemplateResult {
    const command = this.command(id);
    return html`<button
      type="button"
      data-command=${id}
      aria-pressed=${command.active?.() ? "true" : "false"}
      @click=${() => command.run()}
    >
      ${icon(command.icon ?? id)} ${shortLabel(command.label)}
    </button>`;
  }

  private width(px: number, word: string): TemplateResult {
    const { preferences } = this.session;
    return html`<button
      type="button"
      aria-pressed=${preferences.get("editor.stroke") === px ? "true" : "false"}
      @click=${() => preferences.set("editor.stroke", px)}
    >
      ${word}
    </button>`;
  }

  private kind(kind: Kind): TemplateResult {
    const rows = legendRows(this.session.page, kind);
    const error = this.errors[kind];
    return html`<section aria-labelledby=${`head-${kind}`} data-kind=${kind}>
      <h3 id=${`head-${kind}`}>${HEADS[kind]}</h3>
      <ul>
        ${rows.map((row) => this.row(kind, row))}
      </ul>
      ${this.session.canEdit ? this.adder(kind) : nothing}
      ${error ? html`<p class="error" role="alert">${error}</p>` : nothing}
    </section>`;
  }

  private row(kind: Kind, row: LegendRow): TemplateResult {
    const { session } = this;
    const { preferences, page } = session;
    const isShown = isTypeShown(preferences, kind, row.id || null);
    const name = row.type?.name ?? "No type";
    return html`<li class=${isShown ? "" : "hidden-type"} data-type=${row.id}>
      ${this.swatch(kind, row, name)}
      <button
        type="button"
        class="name"
        dir="auto"
        title=${`Show only ${name}, or all again`}
        @click=${() => showOnly(page, preferences, kind, row.id)}
      >
        ${name}
      </button>
      <button
        type="button"
        class="count"
        title=${`Select all ${row.count} on this page`}
        aria-label=${`Select all ${row.count} of ${name}`}
        ?disabled=${row.count === 0}
        @click=${() => this.selectAll(kind, row.id)}
      >
        ${row.count}
      </button>
      <button
        type="button"
        class="icon"
        aria-pressed=${isShown ? "true" : "false"}
        aria-label=${`Show ${name}`}
        title=${isShown ? "Hide" : "Show"}
        @click=${() => toggleType(preferences, kind, row.id)}
      >
        ${icon(isShown ? "view" : "view-off")}
      </button>
    </li>`;
  }

  private swatch(kind: Kind, { id, type }: LegendRow, name: string): TemplateResult {
    if (!type || !this.session.canEdit) {
      return html`<svg class="swatch" viewBox="0 0 20 20" aria-hidden="true">
        <rect
          x="2"
          y="2"
          width="16"
          height="16"
          rx="3"
          fill=${type ? type.color : "none"}
          stroke=${type?.color ?? PLAIN[kind]}
          stroke-width="2.500"
        />
      </svg>`;
    }
    return html`<input
      type="color"
      .value=${type.color.toLowerCase()}
      aria-label=${`Colour of ${name}, for everybody`}
      title="Colour, for everybody who works on this document"
      @change=${(event: Event) => {
        void this.recolor(kind, id, (event.target as HTMLInputElement).value);
      }}
    />`;
  }

  private adder(kind: Kind): TemplateResult {
    const word = kind === "regions" ? "region" : "line";
    return html`<form
      @submit=${(event: SubmitEvent) => {
        event.preventDefault();
        void this.add(kind, event.target as HTMLFormElement);
      }}
    >
      <input
        name="name"
        required
        maxlength="128"
        autocomplete="off"
        aria-label=${`Name of a new ${word} type`}
        placeholder=${`New ${word} type`}
      />
      <button type="submit">Add</button>
    </form>`;
  }

  private selectAll(kind: Kind, id: number): void {
    const { page, selection } = this.session;
    const wanted = id || null;
    if (kind === "lines") {
      selection.selectLines(page.order.filter((uid) => page.lines.get(uid)?.type === wanted));
    } else {
      const regions = [...page.regions.values()].filter(({ type }) => type === wanted);
      selection.selectRegions(regions.map(({ uid }) => uid));
    }
  }

  private async recolor(kind: Kind, id: number, color: string): Promise<void> {
    this.errors[kind] = await changeColor(this.session, kind, id, color);
    this.requestUpdate();
  }

  private async add(kind: Kind, form: HTMLFormElement): Promise<void> {
    const field = form.elements.namedItem("name") as HTMLInputElement;
    const error = await addType(this.session, kind, field.value);
    if (!error) form.reset();
    this.errors[kind] = error;
    this.requestUpdate();
  }

  private readonly leave = (event: MouseEvent): void => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const { types } = this.session.bootstrap.urls;
    if (types) void this.session.leaveFor(types);
  };
}

customElements.define("es-legend", Legend);
