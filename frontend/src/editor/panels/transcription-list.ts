/**
 * The lines of the page as text, grouped by region; the open line has its image and a field.
 *
 * It is also the twin of the canvas for the keyboard and for screen readers: what can be
 * selected there can be reached here.
 */
import { html, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { lineSpacing } from "../model/reading-order";
import { hasMarkup } from "../model/markup";
import { confidenceRuns } from "../model/text-diff";
import type { Line, Uid } from "../model/types";
import { base, buttons } from "../../ui/styles";
import type { Conflict } from "../state/page";
import type { CaretPlace } from "../state/session";
import type { LineEditor } from "./line-editor";
import "./compare-row";
import "./line-editor";
import { markedText } from "./marked-text";
import { Panel } from "./panel";
import { listStyles } from "./transcription-list.styles";

class TranscriptionList extends Panel {
  private stopOpening: (() => void) | null = null;
  private opening: { uid: Uid; place: CaretPlace } | null = null;
  private lastCurrent: Uid | null = null;

  static override styles = [base, buttons, listStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopOpening = this.session.onOpenLine((uid, place) => {
      this.opening = { uid, place };
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopOpening?.();
  }

  protected override render(): TemplateResult {
    const { page, selection, sync, compare } = this.session;
    if (page.order.length === 0) return this.empty();
    const conflicts = new Map((sync?.conflicts ?? []).map((item) => [item.line, item]));
    const height = lineSpacing(page.lines.values(), page.part.direction);
    const first = selection.current ?? page.order[0];
    return html`<ol>
      ${repeat(
        page.order,
        (uid) => uid,
        (uid, index) => {
          const line = page.lines.get(uid);
          const before = page.lines.get(page.order[index - 1] ?? "");
          if (!line) return nothing;
          const heads = index === 0 || before?.region !== line.region;
          const current = uid === selection.current;
          const conflict = conflicts.get(uid);
          const chosen = selection.lines.has(uid);
          const lit = uid === selection.hover;
          const tabbed = uid === first;
          const other = [compare.layer, compare.beside(uid)];
          const keys = [
            line,
            index,
            heads,
            page.layer,
            page.regions,
            chosen,
            lit,
            tabbed,
            ...other,
          ];
          return current || conflict
            ? this.item(line, heads, this.open(line, index, height, current, conflict))
            : guard(keys, () => this.item(line, heads, this.row(line, index, tabbed)));
        },
      )}
    </ol>`;
  }

  /** Opens what was asked for, and keeps the current line in view. */
  protected override updated(): void {
    const { current } = this.session.selection;
    const { opening } = this;
    if (current && current !== this.lastCurrent) this.reveal(current);
    this.lastCurrent = current;
    if (!opening || opening.uid !== current) return;
    this.opening = null;
    const editor = this.renderRoot.querySelector<LineEditor>("es-line-editor");
    void editor?.updateComplete.then(() => editor.open(opening.place));
  }

  private reveal(uid: Uid): void {
    const item = this.renderRoot.querySelector(`[data-line="${uid}"]`);
    requestAnimationFrame(() => item?.scrollIntoView({ block: "nearest" }));
  }

  private empty(): TemplateResult {
    const { canEdit, bootstrap } = this.session;
    const find = bootstrap.urls.segment ? "Press Segment to find them, or draw" : "Draw";
    const words = canEdit
      ? `${find} a line along the writing with the line tool (A).`
      : "Nothing has been transcribed here yet.";
    return html`<div class="empty">
      <p><strong>This page has no lines yet.</strong></p>
      <p>${words}</p>
    </div>`;
  }

  private item(line: Line, heads: boolean, content: TemplateResult): TemplateResult {
    const { selection, page } = this.session;
    const region = line.region ? page.regions.get(line.region) : null;
    const type = page.regionTypes.find((item) => item.id === region?.type);
    const head = region ? (type?.name ?? "Region") : "Outside any region";
    const classes = [
      "line",
      line.uid === selection.current ? "current" : "",
      selection.lines.has(line.uid) ? "chosen" : "",
      line.uid === selection.hover ? "lit" : "",
    ].join(" ");
    return html`<li
      class=${classes}
      data-line=${line.uid}
      @pointerenter=${() => selection.setHover(line.uid)}
      @pointerleave=${() => selection.setHover(null)}
    >
      ${heads && page.regions.size > 0 ? html`<h2>${head}</h2>` : nothing} ${content}
      ${this.other(line)}
    </li>`;
  }

  /** What the layer that is compared with says, where it differs. */
  private other({ uid, text }: Line): TemplateResult | typeof nothing {
    const { session } = this;
    const theirs = session.compare.beside(uid);
    if (theirs === null) return nothing;
    return html`<es-compare-row
      .session=${session}
      .uid=${uid}
      .ours=${text?.text ?? ""}
      .theirs=${theirs}
      .layer=${session.compare.name}
    ></es-compare-row>`;
  }

  private row(line: Line, index: number, tabbed: boolean): TemplateResult {
    const { session } = this;
    const type = session.page.lineTypes.find((item) => item.id === line.type);
    return html`<button
      type="button"
      class="row"
      tabindex=${tabbed ? 0 : -1}
      @click=${(event: MouseEvent) => this.choose(line.uid, event)}
    >
      <span class="number">${index + 1}</span>
      <span class="text" dir=${session.textDirection}>${this.text(line)}</span>
      ${type ? html`<span class="type">${type.name}</span>` : nothing}
    </button>`;
  }

  private choose(uid: Uid, event: MouseEvent): void {
    const { selection, page } = this.session;
    if (event.ctrlKey || event.metaKey) selection.toggleLine(uid);
    else if (event.shiftKey && selection.current) {
      const [a, b] = [page.order.indexOf(selection.current), page.order.indexOf(uid)];
      const range = page.order.slice(Math.min(a, b), Math.max(a, b) + 1);
      selection.selectLines(a < b ? range : [...range].reverse());
    } else this.session.openLine(uid);
  }

  private text(line: Line): TemplateResult | TemplateResult[] {
    if (!line.text?.text) return html`<span class="blank">no text yet</span>`;
    if (hasMarkup(line.text.text)) return html`${markedText(line.text.text)}`;
    return confidenceRuns(line.text).map((run) =>
      run.low
        ? html`<span class="low" title="The recogniser was unsure here">${run.text}</span>`
        : html`${run.text}`,
    );
  }

  private open(
    line: Line,
    index: number,
    height: number,
    current: boolean,
    conflict: Conflict | undefined,
  ): TemplateResult {
    const type = this.session.page.lineTypes.find((item) => item.id === line.type);
    const field = html`<div class="open">
      <span class="number">${index + 1}</span>
      <es-line-editor
        .session=${this.session}
        .commands=${this.commands}
        .uid=${line.uid}
        .lineHeight=${height}
        .label=${`Text of line ${index + 1}`}
      ></es-line-editor>
      ${type ? html`<span class="type">${type.name}</span>` : nothing}
    </div>`;
    return html`${conflict ? this.decide(conflict) : nothing}
    ${current ? field : this.row(line, index, false)}`;
  }

  private decide(conflict: Conflict): TemplateResult {
    const { session } = this;
    const who = conflict.author || "Someone else";
    return html`<div class="decide" role="group" aria-label="Two texts of this line">
      <div>
        <span class="quiet">You</span>
        <bdi class="text">${conflict.mine}</bdi>
        <button type="button" @click=${() => session.resolve(conflict, "mine")}>Keep mine</button>
      </div>
      <div>
        <span class="quiet">${who}</span>
        <bdi class="text">${conflict.theirs}</bdi>
        <button type="button" @click=${() => session.resolve(conflict, "theirs")}>
          Keep theirs
        </button>
      </div>
    </div>`;
  }
}

customElements.define("es-transcription-list", TranscriptionList);
