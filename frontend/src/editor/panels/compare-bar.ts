/** Which layer the shown one is compared with, how far apart they are, and what to do about it. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons, fields } from "../../ui/styles";
import { iconButton, textButton } from "./command-button";
import { Panel } from "./panel";

class CompareBar extends Panel {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: contents;
      }
      select {
        max-inline-size: 14rem;
        text-overflow: ellipsis;
      }
      @container (max-width: 380px) {
        select {
          max-inline-size: 6.5rem;
        }
        /* The command is in the menu and the palette too. */
        .copy {
          display: none;
        }
      }
      .steps {
        display: inline-flex;
      }
      .figure {
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    document.body.addEventListener("events:part.text", this.onTextEvent);
    void this.session.compare.resume();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.body.removeEventListener("events:part.text", this.onTextEvent);
  }

  protected override render(): TemplateResult {
    const { page, compare } = this.session;
    const others = page.layers.filter(({ id }) => id !== page.layer);
    if (others.length === 0) return html`${nothing}`;
    return html`
      <label class="hidden-label" for="compare">Compare with</label>
      <select
        id="compare"
        title="Show another layer's text where it differs"
        .value=${String(compare.layer ?? "")}
        @change=${this.onChange}
      >
        <option value="" ?selected=${compare.layer === null}>compare…</option>
        ${others.map(
          ({ id, name }) =>
            html`<option value=${id} ?selected=${id === compare.layer}>with ${name}</option>`,
        )}
      </select>
      ${compare.layer === null ? nothing : this.active()}
    `;
  }

  private active(): TemplateResult {
    const { compare, canEdit, bootstrap } = this.session;
    const { cer, lines } = compare.likeness();
    const percent = (100 * cer).toLocaleString(undefined, { maximumFractionDigits: 1 });
    const title = `${percent} of 100 characters of this page differ in ${compare.name}, in ${lines} lines`;
    return html`
      <span class="figure" title=${title} role="status">
        CER ${percent} %, ${lines} ${lines === 1 ? "line differs" : "lines differ"}
      </span>
      <span class="steps">
        ${iconButton(this.command("previous-difference"))}${iconButton(this.command("next-difference"))}
      </span>
      ${
        canEdit
          ? html`${textButton(this.command("take-page"), "Take page")}
            ${bootstrap.urls.copy ? html`<span class="copy">${textButton(this.command("copy-layer"), "Copy layer…")}</span>` : nothing}`
          : nothing
      }
    `;
  }

  private readonly onChange = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    void this.session.compare.show(value === "" ? null : Number(value));
  };

  private readonly onTextEvent = (event: Event): void => {
    const { part, layer } = (event as CustomEvent<{ part?: number; layer?: number }>).detail;
    if (part !== this.session.page.part.id || layer === undefined) return;
    void this.session.compare.textsSeen(layer);
  };
}

customElements.define("es-compare-bar", CompareBar);
