/** What the tool in hand does, in the head of the image: the mode it works in, and its gestures. */
import { css, html, nothing, type TemplateResult } from "lit";
import type { EditMode } from "../state/command";
import { Panel } from "./panel";

const MODES: Readonly<Record<EditMode, string>> = {
  lines: "Lines",
  masks: "Masks",
  regions: "Regions",
};
const SELECT: Readonly<Record<EditMode, string>> = {
  lines: "click to select, drag its points, Shift+drag around several",
  masks: "click a line to change the points of its mask",
  regions: "click to select, drag its points, Shift+drag around several",
};
const CUT: Readonly<Record<EditMode, string>> = {
  lines: "click where a line ends, or drag a stroke across lines",
  masks: "click where a line ends, or drag a stroke across lines",
  regions: "drag a stroke across a region",
};
/** By the command of the tool; what holds in every mode is said once. */
const HINTS: Readonly<Record<string, string | Readonly<Record<EditMode, string>>>> = {
  select: SELECT,
  pan: "drag to move the page, turn the wheel to zoom",
  "draw-line": "click its points and end with Enter, or drag along the writing",
  "draw-mask": "click a line, then the corners around it; Enter ends",
  "draw-region": "click the corners and end with Enter, or drag a rectangle",
  "draw-rectangle": "drag from corner to corner",
  cut: CUT,
  order: "click them in the order they are read; Enter ends, Backspace takes one back",
};

class ToolHint extends Panel {
  static override styles = css`
    :host {
      display: block;
      overflow: hidden;
      font-size: 13px;
      text-overflow: ellipsis;
      white-space: nowrap;
      color: var(--quiet, #5d6168);
    }
    b {
      font-weight: 600;
      color: var(--ink, #1d1f22);
    }
    @media (max-width: 799px) {
      :host {
        display: none;
      }
    }
  `;

  protected override render(): TemplateResult | typeof nothing {
    const { mode, canEdit } = this.session;
    const tool = Object.keys(HINTS).find((id) => this.commands.get(id)?.active?.());
    const hint = tool && HINTS[tool];
    if (!canEdit || !hint) return nothing;
    const words = typeof hint === "string" ? hint : hint[mode];
    this.title = `${MODES[mode]}: ${words}`;
    return html`<b>${MODES[mode]}:</b> ${words}`;
  }
}

customElements.define("es-tool-hint", ToolHint);
