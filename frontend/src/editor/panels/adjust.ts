/** The sheet that moves, scales, lengthens and simplifies all that is selected by numbers. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { assign, lengthen, scale, shift, simplifyAll } from "../state/batch-actions";
import type { Region } from "../model/types";
import { commandRow, commandRows } from "./command-list";
import { Panel } from "./panel";

const ROWS = ["straighten", "level", "align-start", "align-end", "orient", "guide", "snap"];

class AdjustSheet extends Panel {
  static override styles = [
    base,
    buttons,
    commandRows,
    css`
      :host {
        display: block;
        padding: 12px 16px;
      }
      form {
        display: grid;
        grid-template-columns: 1fr 1fr auto;
        gap: 4px 8px;
        align-items: end;
        margin-block-end: 16px;
      }
      h3 {
        grid-column: 1 / -1;
        margin: 0;
        font-size: 13px;
      }
      label {
        display: grid;
        gap: 2px;
        min-inline-size: 0;
        font-size: 12px;
      }
      .wide {
        grid-column: span 2;
      }
      input,
      select {
        box-sizing: border-box;
        inline-size: 100%;
        min-block-size: 32px;
        padding-inline: 8px;
        font: inherit;
        color: inherit;
        background: var(--surface, #fff);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
      p {
        margin: 0 0 12px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { selection } = this.session;
    const { lines, regions } = selection;
    if (lines.size + regions.size === 0) {
      return html`<p class="quiet">
          Select lines or regions: what you enter here changes all of them.
        </p>
        ${this.rows()}`;
    }
    const names = [this.count(lines.size, "line"), this.count(regions.size, "region")];
    return html`
      <p role="status">${names.filter(Boolean).join(" and ")} selected</p>
      ${this.shiftForm()} ${this.scaleForm()} ${lines.size > 0 ? this.lengthForm() : nothing}
      ${this.simplifyForm()} ${lines.size > 0 ? this.regionForm() : nothing} ${this.rows()}
    `;
  }

  private count(number: number, noun: string): string {
    return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
  }

  private rows(): TemplateResult {
    return html`<div class="rows">${ROWS.map((id) => commandRow(this.command(id)))}</div>`;
  }

  private shiftForm(): TemplateResult {
    return this.form(
      "Move",
      "Move",
      [
        ["dx", "To the right, px", 0],
        ["dy", "Down, px", 10],
      ],
      ({ dx = 0, dy = 0 }) => shift(this.session.page, this.session.selection, dx, dy),
    );
  }

  private scaleForm(): TemplateResult {
    return this.form("Scale", "Scale", [["factor", "Per cent", 110]], ({ factor = 100 }) =>
      scale(this.session.page, this.session.selection, factor / 100),
    );
  }

  private lengthForm(): TemplateResult {
    return this.form(
      "Lengthen (below 0: shorten)",
      "Lengthen",
      [
        ["start", "At the start, px", 0],
        ["end", "At the end, px", 10],
      ],
      ({ start = 0, end = 0 }) =>
        lengthen(this.session.page, this.session.selection.lines, start, end),
    );
  }

  private simplifyForm(): TemplateResult {
    return this.form(
      "Simplify",
      "Simplify",
      [["tolerance", "Within, px", 3]],
      ({ tolerance = 0 }) => simplifyAll(this.session.page, this.session.selection, tolerance),
    );
  }

  private form(
    title: string,
    verb: string,
    fields: readonly (readonly [string, string, number])[],
    make: (values: Record<string, number>) => Parameters<typeof this.session.commit>[0],
  ): TemplateResult {
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const data = new FormData(event.target as HTMLFormElement);
      const values = fields.map(([name]) => [name, Number(data.get(name))] as const);
      this.session.commit(make(Object.fromEntries(values)));
    };
    const wide = fields.length === 1 ? "wide" : "";
    return html`<form @submit=${submit}>
      <h3>${title}</h3>
      ${fields.map(
        ([name, label, value]) =>
          html`<label class=${wide}
            >${label}<input name=${name} type="number" step="any" required value=${value}
          /></label>`,
      )}
      <button type="submit">${verb}</button>
    </form>`;
  }

  private regionForm(): TemplateResult {
    const { page, selection } = this.session;
    const submit = (event: SubmitEvent) => {
      event.preventDefault();
      const uid = (event.target as HTMLFormElement).querySelector("select")?.value ?? "";
      this.session.commit(assign(page, selection.lines, uid === "" ? null : uid));
    };
    const regions = [...page.regions.values()];
    const [first] = selection.lines;
    const own = page.lines.get(first ?? "")?.region ?? "";
    return html`<form @submit=${submit}>
      <h3>Put into a region</h3>
      <label class="wide"
        >Region<select name="region">
          ${regions.map(
            (region, index) =>
              html`<option value=${region.uid} ?selected=${region.uid === own}>
                ${this.nameOf(region, index)}
              </option>`,
          )}
          <option value="" ?selected=${own === ""}>No region</option>
        </select></label
      >
      <button type="submit">Assign</button>
    </form>`;
  }

  private nameOf(region: Region, index: number): string {
    const type = this.session.page.regionTypes.find(({ id }) => id === region.type);
    return `${index + 1}. ${type?.name ?? "No type"}`;
  }
}

customElements.define("es-adjust", AdjustSheet);
