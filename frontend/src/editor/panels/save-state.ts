/** Says in words whether the work is saved, and what can be done where it is not. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import type { SyncState } from "../state/sync";
import { Panel } from "./panel";

const WORDS: Readonly<Record<SyncState, string>> = {
  saved: "Saved",
  saving: "Saving…",
  offline: "Offline: kept in this browser",
  "signed-out": "Signed out: kept in this browser",
  conflict: "Two versions",
  refused: "Not saved",
};

class SaveState extends Panel {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 8px;
        white-space: nowrap;
      }
      .state::before {
        content: "";
        display: inline-block;
        inline-size: 8px;
        block-size: 8px;
        margin-inline-end: 6px;
        border-radius: 50%;
        background: currentColor;
      }
      .saved {
        color: var(--done, #2f7d4f);
      }
      .saving {
        color: var(--quiet, #5d6168);
      }
      .offline,
      .signed-out,
      .conflict {
        color: var(--attention, #945400);
      }
      .refused {
        color: var(--danger, #b3261e);
      }
    `,
  ];

  protected override render(): TemplateResult | typeof nothing {
    const { sync, canEdit } = this.session;
    if (!canEdit) return html`<span class="quiet">Read only</span>`;
    if (!sync) return nothing;
    const { state } = sync;
    return html`
      <span class="state ${state}" role="status" title=${sync.message}>${WORDS[state]}</span>
      ${
        state === "offline" || state === "refused" || state === "signed-out"
          ? html`<button type="button" @click=${() => void sync.flush()}>Try again</button>`
          : nothing
      }
    `;
  }
}

customElements.define("es-save-state", SaveState);
