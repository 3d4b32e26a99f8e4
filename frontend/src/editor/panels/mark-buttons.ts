/** The buttons that mark up the words that are selected in the field beside them. */
import { css, html, nothing, type TemplateResult } from "lit";
import { TAGS } from "../model/markup";
import { base, buttons } from "../../ui/styles";
import { iconButton } from "./command-button";
import { Panel } from "./panel";

class MarkButtons extends Panel {
  static override properties = { ...Panel.properties, shown: { state: true } };
  declare private shown: boolean;

  static override styles = [
    base,
    buttons,
    css`
      span {
        position: absolute;
        z-index: 1;
        inset-block-end: calc(100% + 4px);
        inset-inline-end: 0;
        display: flex;
        padding: 2px;
        background: var(--surface, #fff);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
        box-shadow: var(--shadow, 0 4px 12px rgb(0 0 0 / 20%));
      }
    `,
  ];

  constructor() {
    super();
    this.shown = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("selectionchange", this.onSelection);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("selectionchange", this.onSelection);
  }

  protected override render(): TemplateResult {
    if (!this.shown) return html`${nothing}`;
    const stay = (event: Event) => event.preventDefault();
    return html`<span role="group" aria-label="Markup" @mousedown=${stay}>
      ${TAGS.map((tag) => iconButton(this.command(`mark-${tag}`)))}
    </span>`;
  }

  private readonly onSelection = (): void => {
    const root = this.getRootNode();
    const field = root instanceof ShadowRoot ? root.activeElement : null;
    const written = field instanceof HTMLInputElement && field.matches("[data-line-text]");
    this.shown = written && !field.readOnly && field.selectionStart !== field.selectionEnd;
  };
}

customElements.define("es-mark-buttons", MarkButtons);
