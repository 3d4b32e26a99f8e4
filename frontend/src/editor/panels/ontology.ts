/** The menu of types for what is selected; digits choose. */
import { css, html, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import type { OntologyType } from "../model/types";
import { typeSubject } from "../state/legend";
import { Panel } from "./panel";

class TypeMenu extends Panel {
  static override properties = { ...Panel.properties, choose: { attribute: false } };
  declare choose: (type: number | null) => void;

  static override styles = [
    base,
    buttons,
    css`
      dialog {
        min-inline-size: 16rem;
        max-block-size: 70vh;
        padding: 8px;
        color: var(--ink, #1d1f22);
        background: var(--surface, #fff);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
        box-shadow: var(--shadow, 0 8px 32px rgb(0 0 0 / 0.25));
      }
      h2 {
        margin: 4px 8px 8px;
        font-size: 14px;
      }
      button {
        display: grid;
        grid-template-columns: 1.5em 16px 1fr;
        inline-size: 100%;
        text-align: start;
        border-color: transparent;
      }
      svg {
        inline-size: 12px;
        block-size: 12px;
      }
      .key {
        color: var(--quiet, #5d6168);
        font-variant-numeric: tabular-nums;
      }
    `,
  ];

  show(): void {
    this.requestUpdate();
    void this.updateComplete.then(() => this.renderRoot.querySelector("dialog")?.showModal());
  }

  protected override render(): TemplateResult {
    const { page } = this.session;
    const { kind, count } = typeSubject(this.session);
    const types = kind === "regions" ? page.regionTypes : page.lineTypes;
    const thing = kind === "regions" ? "region" : "line";
    const what = count === 0 ? `${thing}s drawn next` : count === 1 ? thing : `${count} ${thing}s`;
    return html`<dialog aria-labelledby="title" @keydown=${this.onKey} @click=${this.onClick}>
      <h2 id="title">Type of ${count > 1 ? "" : "the "}${what}</h2>
      ${this.option(null, 0)} ${types.map((type, index) => this.option(type, index + 1))}
    </dialog>`;
  }

  private option(type: OntologyType | null, digit: number): TemplateResult {
    return html`<button type="button" @click=${() => this.pick(type?.id ?? null)}>
      <span class="key">${digit < 10 ? digit : ""}</span>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        <circle cx="6" cy="6" r="5" fill=${type?.color ?? "none"} stroke="currentColor" />
      </svg>
      <span>${type?.name ?? "No type"}</span>
    </button>`;
  }

  private pick(type: number | null): void {
    this.renderRoot.querySelector("dialog")?.close();
    this.choose(type);
  }

  private readonly onClick = (event: MouseEvent): void => {
    if (event.target instanceof HTMLDialogElement) event.target.close();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const options = [...this.renderRoot.querySelectorAll("button")];
    const at = options.findIndex((option) => option.matches(":focus"));
    if (/^\d$/.test(event.key)) options[Number(event.key)]?.click();
    else if (event.key === "ArrowDown") options[(at + 1) % options.length]?.focus();
    else if (event.key === "ArrowUp") options.at(at - 1)?.focus();
  };
}

customElements.define("es-type-menu", TypeMenu);
export type { TypeMenu };
