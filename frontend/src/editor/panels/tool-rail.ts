/** The tools on the image's edge. */
import { css, html, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import type { EditMode } from "../state/command";
import { iconButton } from "./command-button";
import { Panel } from "./panel";

const MODES = ["mode-lines", "mode-masks", "mode-regions"];
const TOOLS: Readonly<Record<EditMode, readonly (readonly string[])[]>> = {
  lines: [
    ["select", "pan", "draw-line", "cut"],
    ["join", "reverse", "region-around", "type", "delete"],
  ],
  masks: [
    ["select", "pan", "draw-mask", "cut"],
    ["mask-selected", "type", "delete"],
  ],
  regions: [
    ["select", "pan", "draw-region", "draw-rectangle", "cut"],
    ["join-regions", "type", "lock", "delete"],
  ],
};
/** What the key for adding does in its mode. */
const ADDING = new Set(["draw-line", "draw-mask", "draw-region"]);
const ORDER = ["order", "order-automatic"];
const HISTORY = ["undo", "redo"];
/** What else is drawn is chosen in the legend and in the view menu. */
const SHOWN = ["toggle-numbers", "sheet-legend"];
const READING = [
  ["select", "pan"],
  ["toggle-lines", "toggle-masks", "toggle-regions", "toggle-numbers", "sheet-legend"],
];

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
      /* The mode is not one more tool: it says what the tools below it are about. */
      button[data-command^="mode-"][aria-pressed="true"] {
        color: var(--surface, #fff);
        background: var(--accent, #1f5f8b);
      }
      /* On a small screen the tools lie below the page, which has all of the width. */
      @media (max-width: 799px) {
        :host {
          flex-direction: row;
          max-inline-size: 100%;
          overflow: auto hidden;
        }
        hr {
          flex: none;
          inline-size: 0;
          margin: 0 3px;
          border-inline-start: 1px solid var(--line, #dcd9d1);
        }
        button.icon {
          flex: none;
        }
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
    const groups = canEdit ? [MODES, ...TOOLS[mode], ORDER, HISTORY, SHOWN] : READING;
    return groups.map(
      (ids, index) => html`${index > 0 ? html`<hr />` : null}${ids.map((id) => this.button(id))}`,
    );
  }

  private button(id: string): TemplateResult | null {
    const command = this.commands.get(id);
    if (!command) return null;
    const own = ADDING.has(id) ? this.command("add").keys : [];
    return iconButton(command, [...own, ...command.keys]);
  }
}

customElements.define("es-tool-rail", ToolRail);
