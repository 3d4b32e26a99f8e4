/** What the person has to know or decide; it stays until it is dealt with. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import type { Conflict } from "../state/page";
import { Panel } from "./panel";

class Notices extends Panel {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
      }
      .box {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 8px;
        padding: 8px 14px;
        border-block-end: 1px solid var(--line, #dcd9d1);
        border-inline-start: 3px solid var(--attention, #945400);
        background: var(--paper, #f7f6f3);
      }
      .box.refused {
        border-inline-start-color: var(--danger, #b3261e);
      }
      .box.plain {
        border-inline-start-color: var(--accent, #1f5f8b);
      }
      p {
        flex: 1 1 16em;
        margin: 0;
      }
      q {
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { sync, notice } = this.session;
    const open = sync?.conflicts ?? [];
    const gone = open.filter((conflict) => conflict.theirs === null);
    return html`
      ${sync?.state === "refused" ? this.refused(sync.message) : nothing}
      ${open.length > gone.length ? this.toDecide(open.length - gone.length) : nothing}
      ${gone.map((conflict) => this.gone(conflict))}
      ${
        notice
          ? html`<div class="box plain" role="status">
              <p>${notice}</p>
              <button type="button" @click=${() => this.session.say("")}>Close</button>
            </div>`
          : nothing
      }
    `;
  }

  private refused(message: string): TemplateResult {
    return html`<div class="box refused" role="alert">
      <p>The last change was not accepted: ${message} It is kept in this browser.</p>
      <button type="button" @click=${() => void this.session.sync?.flush()}>Try again</button>
      <button type="button" @click=${() => void this.session.sync?.discardRefused()}>
        Give up this change
      </button>
    </div>`;
  }

  private toDecide(count: number): TemplateResult {
    const words = count === 1 ? "One line was" : `${count} lines were`;
    return html`<div class="box" role="alert">
      <p>${words} changed by you and by someone else. Choose the text that stays.</p>
      <button type="button" @click=${this.showFirst}>Show</button>
    </div>`;
  }

  private gone(conflict: Conflict): TemplateResult {
    return html`<div class="box" role="alert">
      <p>
        A line that you changed was deleted by someone else. Your text was:
        <q dir="auto">${conflict.mine}</q>
      </p>
      <button type="button" @click=${() => void navigator.clipboard.writeText(conflict.mine)}>
        Copy
      </button>
      <button type="button" @click=${() => this.session.resolve(conflict, "theirs")}>Close</button>
    </div>`;
  }

  private readonly showFirst = (): void => {
    const first = this.session.sync?.conflicts.find((conflict) => conflict.theirs !== null);
    if (first) this.session.openLine(first.line);
  };
}

customElements.define("es-notices", Notices);
