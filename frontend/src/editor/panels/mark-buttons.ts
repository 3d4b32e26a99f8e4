/** The buttons that mark up the selected words of the open line; the field keeps the caret. */
import { css, html, type TemplateResult } from "lit";
import { TAGS } from "../model/markup";
import { base, buttons } from "../../ui/styles";
import { iconButton } from "./command-button";
import { Panel } from "./panel";

class MarkButtons extends Panel {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: inline-flex;
        gap: 2px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const stay = (event: Event) => event.preventDefault();
    return html`<span role="group" aria-label="Markup" @mousedown=${stay} @pointerdown=${stay}>
      ${TAGS.map((tag) => iconButton(this.command(`mark-${tag}`)))}
    </span>`;
  }
}

customElements.define("es-mark-buttons", MarkButtons);
