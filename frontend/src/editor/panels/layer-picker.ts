/** The head of the text: which layer is shown, whether it is saved, how much of it is done. */
import { css, html, type TemplateResult } from "lit";
import { base, fields } from "../../ui/styles";
import { Panel } from "./panel";
import "./compare-bar";
import "./save-state";

class LayerPicker extends Panel {
  static override styles = [
    base,
    fields,
    css`
      :host {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: 4px 10px;
        container-type: inline-size;
      }
      select {
        flex: 0 1 auto;
        min-inline-size: 6rem;
        max-inline-size: 20rem;
        padding-inline: 4px;
        font-weight: 600;
        text-overflow: ellipsis;
      }
      .count {
        padding: 3px 10px;
        font-variant-numeric: tabular-nums;
        white-space: nowrap;
        background: var(--paper, #f7f6f3);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 99px;
      }
      @container (max-width: 380px) {
        select {
          flex: 1 1 4rem;
          min-inline-size: 4rem;
          max-inline-size: 9rem;
        }
        .count {
          display: none;
        }
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { page } = this.session;
    const lines = [...page.lines.values()];
    const done = lines.filter((line) => line.text?.text).length;
    return html`
      <label class="hidden-label" for="layer">Layer</label>
      <select id="layer" title="The layer that is shown" @change=${this.onChange}>
        ${page.layers.map(
          (layer) =>
            html`<option value=${layer.id} ?selected=${layer.id === page.layer}>
              ${layer.name}${layer.is_ground_truth ? " (ground truth)" : ""}
            </option>`,
        )}
      </select>
      <es-compare-bar .session=${this.session} .commands=${this.commands}></es-compare-bar>
      <span class="grow"></span>
      <es-save-state .session=${this.session}></es-save-state>
      <span class="count" title="Lines with text">${done} of ${lines.length}</span>
    `;
  }

  private readonly onChange = (event: Event): void => {
    const field = event.target as HTMLSelectElement;
    void this.session.showLayer(Number(field.value)).then(() => {
      field.value = String(this.session.page.layer);
      this.requestUpdate();
    });
  };
}

customElements.define("es-layer-picker", LayerPicker);
