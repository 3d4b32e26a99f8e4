/** The sheet with the earlier states of the page: look at one, see what changed, bring it back. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons, fields } from "../../ui/styles";
import { differences } from "../model/char-diff";
import {
  type Detail,
  layoutWords,
  type Snapshot,
  Snapshots,
  type TextChange,
} from "../state/snapshots";
import { shown } from "./compare-row";
import { differenceStyles } from "./difference.styles";
import { markedText } from "./marked-text";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

/** What a snapshot is called that nobody named. */
const UNNAMED = "Taken by hand";

class PageHistory extends Panel {
  private snapshots!: Snapshots;
  /** The snapshot that the person is asked about before it is brought back. */
  private sure: number | null = null;
  private view: "changes" | "texts" = "changes";

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    differenceStyles,
    css`
      ol {
        display: grid;
        gap: 8px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      .snapshot {
        display: grid;
        gap: 6px;
        padding: 8px 10px;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
      .snapshot.open {
        border-color: var(--accent, #1f5f8b);
      }
      .taking {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 6px;
      }
      .detail {
        display: grid;
        gap: 8px;
        padding-block-start: 6px;
        border-block-start: 1px solid var(--line, #dcd9d1);
      }
      .sample {
        display: inline-block;
        inline-size: 28px;
        border-block-start: 3px dashed #7b2d8b;
        vertical-align: middle;
      }
      .text {
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
        font-size: 15px;
        line-height: 22px;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        text-align: start;
      }
      .texts {
        gap: 6px;
        max-block-size: 50vh;
        overflow: auto;
      }
      .texts li {
        display: grid;
      }
      button {
        min-block-size: 32px;
      }
      .problem {
        padding: 6px 10px;
        border: 1px solid var(--attention, #945400);
        border-radius: 6px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.snapshots = new Snapshots(this.session, () => this.requestUpdate());
    void this.snapshots.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    void this.snapshots.look(null);
  }

  protected override render(): TemplateResult {
    const { rows, more, trouble, busy } = this.snapshots;
    return html`
      ${this.session.canEdit ? this.taking() : nothing}
      ${trouble ? html`<p class="problem" role="alert">${trouble}</p>` : nothing}
      ${
        rows?.length === 0
          ? html`<p class="quiet">
              Nothing yet. Before a segmentation, an import or a change of many lines, the page is
              stored here with all its texts.
            </p>`
          : nothing
      }
      <ol aria-label="Earlier states, the newest first">
        ${(rows ?? []).map((row) => this.item(row))}
      </ol>
      ${
        more
          ? html`<button
              type="button"
              ?disabled=${busy}
              @click=${() => void this.snapshots.load(true)}
            >
              Show older ones
            </button>`
          : nothing
      }
    `;
  }

  private taking(): TemplateResult {
    return html`<form class="taking" @submit=${this.onTake}>
      <input
        name="reason"
        aria-label="What this state is"
        placeholder="What for, in a few words"
        maxlength="200"
        autocomplete="off"
        dir="auto"
      />
      <button type="submit" ?disabled=${this.snapshots.busy}>Take a snapshot</button>
    </form>`;
  }

  private item(row: Snapshot): TemplateResult {
    const { detail, busy } = this.snapshots;
    const isOpen = detail?.id === row.id;
    const at = new Date(row.created_at).toLocaleString(undefined, {
      dateStyle: "medium",
      timeStyle: "short",
    });
    return html`<li class=${isOpen ? "snapshot open" : "snapshot"} data-snapshot=${row.id}>
      <strong dir="auto">${row.reason}</strong>
      <span class="quiet small"
        >${row.user ? html`<bdi>${row.user}</bdi>, ` : nothing}<time datetime=${row.created_at}
          >${at}</time
        >
        · ${counted(row.lines, "line")}, ${counted(row.regions, "region")},
        ${counted(row.texts, "text")}</span
      >
      <div class="row">
        <button
          type="button"
          aria-expanded=${isOpen ? "true" : "false"}
          ?disabled=${busy}
          @click=${() => void this.snapshots.look(isOpen ? null : row.id)}
        >
          ${isOpen ? "Put away" : "Look"}
        </button>
        ${this.session.canEdit ? this.bringing(row) : nothing}
      </div>
      ${isOpen ? this.opened(detail) : nothing}
    </li>`;
  }

  private bringing({ id, reason }: Snapshot): TemplateResult {
    const { busy } = this.snapshots;
    const ask = (sure: number | null) => () => {
      this.sure = sure;
      this.requestUpdate();
    };
    if (this.sure !== id) {
      return html`<button
        type="button"
        aria-label=${`Bring back: ${reason}`}
        ?disabled=${busy}
        @click=${ask(id)}
      >
        Bring back…
      </button>`;
    }
    return html`<span role="group" aria-label="Bring the page back to this?">
      What the page is now is stored first.
      <button type="button" class="primary" ?disabled=${busy} @click=${() => void this.restore(id)}>
        Bring back
      </button>
      <button type="button" @click=${ask(null)}>Cancel</button>
    </span>`;
  }

  private opened(detail: Detail): TemplateResult {
    const tab = (view: "changes" | "texts", words: string) =>
      html`<button
        type="button"
        aria-pressed=${this.view === view ? "true" : "false"}
        @click=${() => {
          this.view = view;
          this.requestUpdate();
        }}
      >
        ${words}
      </button>`;
    return html`<div class="detail">
      <span class="quiet small"
        ><span class="sample" aria-hidden="true"></span> The lines and regions of then are drawn
        dashed on the image.</span
      >
      <div class="row" role="group" aria-label="Show">
        ${tab("changes", "What changed")}${tab("texts", "Texts of then")}
      </div>
      ${this.view === "changes" ? this.changes(detail) : this.texts(detail)}
    </div>`;
  }

  private changes(detail: Detail): TemplateResult {
    const layout = layoutWords(detail);
    const { texts } = detail.difference;
    if (layout.length + texts.length === 0) return html`<p>The page is the same now.</p>`;
    return html`
      ${layout.map((words) => html`<p>${words}</p>`)}
      ${
        texts.length > 0
          ? html`<p>
                ${counted(texts.length, "text")} ${texts.length === 1 ? "differs" : "differ"}:
              </p>
              <ol class="texts">
                ${texts.map((text) => this.change(text))}
              </ol>`
          : nothing
      }
    `;
  }

  private change({ number, layer_name: layer, before, after }: TextChange): TemplateResult {
    return html`<li>
      <span class="quiet small">Line ${number}, <bdi>${layer}</bdi></span>
      <span class="text" dir=${this.session.textDirection}
        >${differences(before, after).map(shown)}</span
      >
    </li>`;
  }

  /** The texts of the layer that is shown, or of the first one that had any. */
  private texts(detail: Detail): TemplateResult {
    const { layer } = this.session.page;
    const has = detail.layers.some(({ id }) => id === layer);
    const chosen = has ? layer : detail.layers[0]?.id;
    const name = detail.layers.find(({ id }) => id === chosen)?.name ?? "";
    const texts = detail.texts.filter((text) => text.layer === chosen);
    if (texts.length === 0) return html`<p class="quiet">The page had no texts then.</p>`;
    return html`<p class="quiet small">Layer <bdi>${name}</bdi></p>
      <ol class="texts">
        ${texts.map(
          ({ number, text }) =>
            html`<li>
              <span class="quiet small">Line ${number}</span>
              <span class="text" dir=${this.session.textDirection}>${markedText(text)}</span>
            </li>`,
        )}
      </ol>`;
  }

  private async restore(id: number): Promise<void> {
    this.sure = null;
    if (await this.snapshots.restore(id)) {
      this.session.say("The page is as it was. What it was before is the newest state here.");
    }
  }

  private readonly onTake = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const field = form.elements.namedItem("reason") as HTMLInputElement;
    void this.snapshots.take(field.value.trim() || UNNAMED).then((done) => {
      if (done) form.reset();
    });
  };
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

customElements.define("es-page-history", PageHistory);
