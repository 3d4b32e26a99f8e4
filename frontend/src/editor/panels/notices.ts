/** What the person has to know or decide; it stays until it is dealt with. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import type { Waiting } from "../state/leftovers";
import type { Conflict } from "../state/page";
import type { Sync } from "../state/sync";
import { Panel } from "./panel";

/** So many lines that are gone are told one by one. */
const FEW = 3;

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
    return html`
      ${sync ? this.saving(sync) : nothing} ${this.clashes(sync?.conflicts ?? [])}
      ${this.session.waiting.map((waiting) => this.waiting(waiting))}
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

  private saving(sync: Sync): TemplateResult {
    return html`
      ${sync.state === "refused" ? this.refused(sync.message, sync.refusedTexts) : nothing}
      ${sync.state === "signed-out" ? this.signedOut() : nothing}
      ${sync.unkept && sync.unsent ? this.unkept(sync.unkept) : nothing}
    `;
  }

  private clashes(open: readonly Conflict[]): TemplateResult {
    const gone = open.filter((conflict) => conflict.theirs === null);
    return html`
      ${open.length > gone.length ? this.toDecide(open.length - gone.length) : nothing}
      ${gone.length > FEW ? this.manyGone(gone) : gone.map((conflict) => this.gone(conflict))}
    `;
  }

  private refused(message: string, texts: readonly string[]): TemplateResult {
    const kept = texts.join("\n");
    return html`<div class="box refused" role="alert">
      <p>
        The last change was not accepted: ${message} It is kept in this browser.
        ${kept ? html`Its text is: <q dir="auto">${kept}</q>` : nothing}
      </p>
      ${kept ? this.copyButton(kept) : nothing}
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

  private signedOut(): TemplateResult {
    return html`<div class="box" role="alert">
      <p>
        You are signed out. What you do here is kept in this browser. Sign in again in another tab,
        then it is saved by itself.
      </p>
      <a class="button" href="/login/" target="_blank" rel="opener">Sign in</a>
    </div>`;
  }

  private unkept(reason: string): TemplateResult {
    return html`<div class="box refused" role="alert">
      <p>
        This browser cannot keep what is unsent (${reason}). Leave this tab open until it says
        “Saved”, and make room in the browser's storage.
      </p>
    </div>`;
  }

  private waiting({ title, url, changes, toDecide }: Waiting): TemplateResult {
    const words = [
      changes > 0 ? `${changes} ${changes === 1 ? "change waits" : "changes wait"} to be sent` : "",
      toDecide > 0 ? `${toDecide} ${toDecide === 1 ? "line has" : "lines have"} two versions` : "",
    ];
    const said = words.filter((part) => part !== "").join(", and ");
    return html`<div class="box plain" role="status">
      <p dir="auto">${title}: ${said}.</p>
      <a class="button" href=${url}>Open the page</a>
    </div>`;
  }

  private copyButton(text: string): TemplateResult {
    return html`<button type="button" @click=${() => void navigator.clipboard.writeText(text)}>
      Copy
    </button>`;
  }

  /** Many lines at once, as when somebody segments the page anew. */
  private manyGone(gone: readonly Conflict[]): TemplateResult {
    const texts = gone.map(({ mine }) => mine).join("\n");
    return html`<div class="box" role="alert">
      <p>${gone.length} lines that you worked on were deleted by someone else.</p>
      <button type="button" @click=${() => void this.putAllBack(gone)}>Put them back</button>
      ${this.copyButton(texts)}
      <button
        type="button"
        @click=${() => {
          for (const conflict of gone) this.session.resolve(conflict, "theirs");
        }}
      >
        Close
      </button>
    </div>`;
  }

  private async putAllBack(gone: readonly Conflict[]): Promise<void> {
    for (const conflict of gone) await this.session.putBack(conflict);
  }

  private gone(conflict: Conflict): TemplateResult {
    const { mine, shape } = conflict;
    return html`<div class="box" role="alert">
      <p>
        A line that you worked on was deleted by someone else.
        ${mine ? html`Your text was: <q dir="auto">${mine}</q>` : nothing}
      </p>
      ${
        shape
          ? html`<button type="button" @click=${() => void this.session.putBack(conflict)}>
              Put it back
            </button>`
          : nothing
      }
      ${mine ? this.copyButton(mine) : nothing}
      <button type="button" @click=${() => this.session.resolve(conflict, "theirs")}>Close</button>
    </div>`;
  }

  private readonly showFirst = (): void => {
    const first = this.session.sync?.conflicts.find((conflict) => conflict.theirs !== null);
    if (first) this.session.openLine(first.line);
  };
}

customElements.define("es-notices", Notices);
