/** The place at the end of the window where one sheet at a time is open. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { focusedElement } from "../../ui/focused";
import { icon } from "../../ui/icons";
import type { Session } from "../state/session";
import { Panel } from "./panel";
import { SHEETS } from "./registry";

class SheetHost extends Panel {
  private shown: { id: string; element: HTMLElement } | null = null;
  /** What had the focus before a sheet took it. */
  private left: Element | null = null;
  private asked: Session["sheet"] = null;

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
        inline-size: min(380px, 100vw);
        min-block-size: 0;
        background: var(--surface, #fff);
        border-inline-start: 1px solid var(--line, #dcd9d1);
      }
      :host([hidden]) {
        display: none;
      }
      header {
        display: flex;
        align-items: center;
        gap: 8px;
        min-block-size: 44px;
        padding: 4px 8px 4px 14px;
        border-block-end: 1px solid var(--line, #dcd9d1);
      }
      h2 {
        flex: 1;
        margin: 0;
        font-size: 14px;
        font-weight: 600;
      }
      .body {
        min-block-size: 0;
        overflow: auto;
      }
      @media (min-width: 2400px) {
        :host {
          inline-size: 480px;
        }
      }
      /* Where there is no room beside the panels it lies over them. */
      @media (max-width: 1099px) {
        :host {
          position: absolute;
          inset-block: 0;
          inset-inline-end: 0;
          z-index: 5;
          box-shadow: var(--shadow, 0 8px 28px rgb(0 0 0 / 0.18));
        }
      }
      @media (max-width: 480px) {
        :host {
          inline-size: 100%;
        }
      }
      /* On an upright tablet it stands below them, so that the text stays in view. */
      @media (min-width: 481px) and (max-width: 1099px) and (min-height: 900px) {
        :host {
          position: static;
          inline-size: auto;
          block-size: 42%;
          border-inline-start: 0;
          border-block-start: 1px solid var(--line, #dcd9d1);
          box-shadow: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("keydown", this.onKey);
  }

  protected override willUpdate(): void {
    const { sheet } = this.session;
    if (sheet === this.asked) return;
    if (!this.matches(":focus-within")) this.left = focusedElement();
    else if (sheet?.id !== this.asked?.id) this.goBack();
    this.asked = sheet;
  }

  protected override render(): TemplateResult {
    const kind = SHEETS.find(({ id }) => id === this.session.sheet?.id);
    this.hidden = !kind;
    if (!kind) return html`${nothing}`;
    return html`
      <header>
        <h2 id="title">${kind.label}</h2>
        <button
          type="button"
          class="icon"
          aria-label="Close"
          title="Close (Esc)"
          @click=${() => this.session.closeSheet()}
        >
          ${icon("close")}
        </button>
      </header>
      <section class="body" aria-labelledby="title">
        ${this.shown?.id === kind.id ? this.shown.element : nothing}
      </section>
    `;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const id = this.session.sheet?.id ?? null;
    if (id !== (this.shown?.id ?? null)) void this.show(id);
  }

  /** Whoever leaves a sheet goes on where they were: at the same character, or at what was found. */
  private goBack(): void {
    const { left } = this;
    if (left?.matches("[data-line-text]")) this.goBackToText(left as HTMLElement);
    else if (left instanceof HTMLElement) left.focus({ preventScroll: true });
  }

  private goBackToText(field: HTMLElement): void {
    const { asked, session } = this;
    const { current } = session.selection;
    const hit = asked?.id === "find" ? session.find?.current : null;
    if (hit && hit.line === current) session.find?.goTo(hit, true);
    else if (field.isConnected) field.focus({ preventScroll: true });
    else if (current) session.openLine(current);
  }

  private async show(id: string | null): Promise<void> {
    const kind = SHEETS.find((item) => item.id === id);
    if (!kind) {
      this.shown = null;
      return;
    }
    await kind.load();
    // The host may have been drawn again meanwhile, and asked twice.
    if (this.session.sheet?.id !== kind.id || this.shown?.id === kind.id) return;
    const { session, commands } = this;
    const element = Object.assign(document.createElement(kind.tag), { session, commands });
    this.shown = { id: kind.id, element };
    this.requestUpdate();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    event.stopPropagation();
    this.session.closeSheet();
  };
}

customElements.define("es-sheet-host", SheetHost);
