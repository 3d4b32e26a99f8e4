/** The tools on the image's edge. */
import { css, html, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import type { EditMode } from "../state/command";
import { iconButton } from "./command-button";
import { Panel } from "./panel";

const MODES = ["mode-lines", "mode-masks", "mode-regions"];
const TOOLS: Readonly<Record<EditMode, readonly (readonly string[])[]>> = {
  lines: [
    ["select", "draw-line", "cut"],
    ["join", "reverse", "region-around", "type", "delete"],
  ],
  masks: [
    ["select", "draw-mask", "cut"],
    ["mask-selected", "type", "delete"],
  ],
  regions: [
    ["select", "draw-region", "draw-rectangle", "cut"],
    ["join-regions", "type", "lock", "delete"],
  ],
};
const ORDER = ["order", "order-automatic"];
const HISTORY = ["undo", "redo"];
const SHOWN = ["toggle-masks", "toggle-regions", "toggle-numbers"];

class ToolRail extends Panel {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: 2px;
        padding: 4px;
        max-block-size: 100%;
        overflow-y: auto;
        scrollbar-width: none;
        background: var(--surface, #fff);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
        box-shadow: var(--shadow, 0 2px 8px rgb(0 0 0 / 0.12));
      }
      hr {
        inline-size: 100%;
        margin: 3px 0;
        border: 0;
        border-block-start: 1px solid var(--line, #dcd9d1);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "toolbar");
    this.setAttribute("aria-label", "Tools");
    this.setAttribute("aria-orientation", "vertical");
  }

  protected override render(): TemplateResult[] {
    const { canEdit, mode } = this.session;
    const groups = canEdit ? [MODES, ...TOOLS[mode], ORDER, HISTORY, SHOWN] : [SHOWN];
    return groups.map(
      (ids, index) =>
        html`${index > 0 ? html`<hr />` : null}${ids.map((id) => iconButton(this.command(id)))}`,
    );
  }
}

customElements.define("es-tool-rail", ToolRail);
