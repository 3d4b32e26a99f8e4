/** The sheet of what to correct next: why this line, how far, and what comes after. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { hint } from "../state/command";
import type { WorkAnswer, WorkLine } from "../state/work-list";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

const SHOWN = 8;

class WorkListSheet extends Panel {
  private shownLayer: number | null = null;

  static override styles = [
    base,
    buttons,
    sheetStyles,
    css`
      progress {
        inline-size: 100%;
        accent-color: var(--accent, #1f5f8b);
      }
      .count {
        font-size: 16px;
        font-variant-numeric: tabular-nums;
      }
      ul,
      ol {
        display: grid;
        gap: 4px;
        padding-inline-start: 20px;
        margin: 0;
      }
      ol {
        padding: 0;
        list-style: none;
      }
      .line {
        display: grid;
        inline-size: 100%;
        block-size: auto;
        padding: 6px 8px;
        grid-template-columns: minmax(0, 1fr);
        justify-items: start;
        justify-content: stretch;
        text-align: start;
      }
      .line bdi {
        max-inline-size: 100%;
        overflow: hidden;
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    document.body.addEventListener("events:job", this.onJob);
    void this.load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.body.removeEventListener("events:job", this.onJob);
  }

  protected override willUpdate(): void {
    if (this.session.page.layer !== this.shownLayer) void this.load();
  }

  protected override render(): TemplateResult {
    const { workList } = this.session;
    const { answer, problem } = workList;
    return html`
      ${answer ? this.list(answer) : html`<p class="quiet">${problem ? "" : "Looking…"}</p>`}
      <p class="error" role="alert">${problem}</p>
    `;
  }

  private list(answer: WorkAnswer): TemplateResult {
    if (!answer.made_at) return this.unranked(answer);
    const { portion } = answer;
    const all = `/document/${this.session.page.document.id}/worklist/?layer=${answer.layer ?? ""}`;
    return html`
      ${portion && portion.total > 0 ? this.progress(portion) : nothing} ${this.why()}
      ${this.steps(answer)} ${this.ahead()} ${this.estimate(answer)}
      <p><a href=${all}>All lines and pages of the list</a></p>
    `;
  }

  private unranked(answer: WorkAnswer): TemplateResult {
    if (answer.is_ranking) return html`<p class="quiet">The lines are being ranked…</p>`;
    return html`<p>
        The lines of this layer are not ranked yet: the ones that teach a model most come first.
      </p>
      ${
        this.session.canEdit
          ? html`<div class="row">
              <button
                type="button"
                class="primary"
                ?disabled=${this.session.workList.busy}
                @click=${() => void this.session.workList.rank()}
              >
                Rank the lines
              </button>
            </div>`
          : nothing
      }`;
  }

  private progress({ done, total, left }: NonNullable<WorkAnswer["portion"]>): TemplateResult {
    return html`<div>
      <span class="count" role="status">${done} of ${total}</span>
      <span class="quiet">of this portion, ${left} open in all</span>
      <progress max=${total} value=${done} aria-label="Lines of this portion">${done}</progress>
    </div>`;
  }

  private why(): TemplateResult | typeof nothing {
    const { current } = this.session.workList;
    if (!current) return nothing;
    return html`<div>
      <h3>Why this line</h3>
      <ul>
        ${current.reasons.map((reason) => html`<li>${reason}</li>`)}
      </ul>
    </div>`;
  }

  private steps(answer: WorkAnswer): TemplateResult {
    const { workList, canEdit } = this.session;
    const next = this.command("work-next");
    const skip = this.command("work-skip");
    if (answer.portion?.left === 0) {
      return html`<p>Every line of this layer is corrected, checked or skipped.</p>`;
    }
    const words = workList.current && canEdit ? "Done, next line" : "Next line of the list";
    return html`<div class="row">
      <button
        type="button"
        class="primary"
        title=${hint(next)}
        ?disabled=${workList.busy}
        @click=${() => next.run()}
      >
        ${words}
      </button>
      ${
        workList.current && canEdit
          ? html`<button
              type="button"
              title=${hint(skip)}
              ?disabled=${workList.busy}
              @click=${() => skip.run()}
            >
              Skip
            </button>`
          : nothing
      }
    </div>`;
  }

  private ahead(): TemplateResult | typeof nothing {
    const ahead = this.session.workList.ahead.slice(0, SHOWN);
    if (ahead.length === 0) return nothing;
    return html`<div>
      <h3>After it, those of this page first</h3>
      <ol>
        ${ahead.map((line) => html`<li>${this.row(line)}</li>`)}
      </ol>
    </div>`;
  }

  private row(line: WorkLine): TemplateResult {
    const here = line.part === this.session.page.part.id;
    const place = here ? `Line ${line.number}` : `${line.part_title}, line ${line.number}`;
    return html`<button
      type="button"
      class="line"
      @click=${() => void this.session.workList.open(line)}
    >
      <bdi>${line.text ? line.text : "(nothing was read)"}</bdi>
      <span class="quiet small">${place}: ${line.reasons[0] ?? ""}</span>
    </button>`;
  }

  private estimate({ estimate }: WorkAnswer): TemplateResult | typeof nothing {
    if (!estimate) return nothing;
    const { cer, low, high, calibrated_on: lines } = estimate;
    const bounds = low !== null && high !== null ? ` (${percent(low)} to ${percent(high)})` : "";
    const basis =
      lines > 0 ? `Calibrated on ${lines} lines.` : "Not calibrated: models are usually too sure.";
    return html`<p class="small quiet">
      ${percent(cer)}${bounds} of the layer's characters are likely to be wrong. ${basis}
    </p>`;
  }

  private async load(): Promise<void> {
    this.shownLayer = this.session.page.layer;
    await this.session.workList.load();
  }

  private readonly onJob = (event: Event): void => {
    const { kind, state } = (event as CustomEvent<Record<string, unknown>>).detail;
    if (kind === "worklist" && state !== "queued" && state !== "running") void this.load();
  };
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

customElements.define("es-work-list", WorkListSheet);
