/**
 * A button that opens a small card beside it: for a menu, or for a few controls.
 *
 *     <es-pop-menu label="View" icon="view"><es-image-menu></es-image-menu></es-pop-menu>
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, floating } from "../../ui/styles";

const GAP = 6;

class PopMenu extends LitElement {
  static override properties = { label: {}, icon: {}, hint: {} };
  declare label: string;
  declare icon: string;
  declare hint: string;

  static override styles = [
    base,
    buttons,
    floating,
    css`
      :host {
        display: inline-flex;
      }
      [popover] {
        max-block-size: calc(100vh - 64px);
      }
    `,
  ];

  show(): void {
    this.card?.showPopover();
  }

  close(): void {
    this.card?.hidePopover();
  }

  protected override render(): TemplateResult {
    return html`
      <button
        type="button"
        class="icon"
        popovertarget="card"
        aria-label=${this.label}
        aria-haspopup="true"
        title=${this.hint || this.label || nothing}
      >
        ${icon(this.icon)}
      </button>
      <div id="card" popover @toggle=${this.place} @keydown=${this.onKey} @click=${this.onClick}>
        <slot></slot>
      </div>
    `;
  }

  /** The buttons in the card, of the child itself or within it. */
  private get buttons(): HTMLElement[] {
    const [child] = this.children;
    const root = child?.shadowRoot ?? child;
    return [...(root?.querySelectorAll<HTMLElement>("button:not(:disabled)") ?? [])];
  }

  private get card(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("#card");
  }

  /** Under the button, and within the window. */
  private readonly place = (event: ToggleEvent): void => {
    const { card } = this;
    const button = this.renderRoot.querySelector("button")?.getBoundingClientRect();
    if (!card || !button || event.newState !== "open") return;
    const most = window.innerWidth - card.offsetWidth - GAP;
    this.buttons[0]?.focus();
    card.style.left = `${Math.max(GAP, Math.min(button.left, most))}px`;
    card.style.top = `${button.bottom + GAP}px`;
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const [target] = event.composedPath();
    if (event.ctrlKey || event.metaKey) this.close();
    if (event.key === "Escape") {
      this.close();
      this.renderRoot.querySelector("button")?.focus();
    } else if (step && target instanceof HTMLButtonElement) {
      const { buttons } = this;
      const at = (buttons.indexOf(target) + step + buttons.length) % buttons.length;
      buttons[at]?.focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** Choosing a command closes the menu; what is set by degrees leaves it open. */
  private readonly onClick = (event: Event): void => {
    const [target] = event.composedPath();
    if (target instanceof Element && target.closest("[data-closes]")) this.close();
  };
}

customElements.define("es-pop-menu", PopMenu);
export type { PopMenu };
