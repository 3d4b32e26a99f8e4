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
import { usualType } from "../model/usual-type";
import type { Line, Uid } from "../model/types";
import { base, buttons } from "../../ui/styles";
import type { PanelKey } from "../state/command";
import type { Conflict } from "../state/page";
import type { CaretPlace } from "../state/session";
import { confidenceLook, fontFamily } from "../state/text-look";
import { markAnnotations } from "./annotation-marks";
import { commentMark, commentMarkStyles } from "./comment-mark";
import { confidentStyles, confidentText } from "./confident-text";
import { hereMark, hereStyles } from "./here";
import { markHits, markStyles } from "./find-marks";
import type { LineEditor } from "./line-editor";
import "./compare-row";
import "./line-editor";
import { markedText } from "./marked-text";
import { OrderDrag, orderDragStyles } from "./order-drag";
import { Panel } from "./panel";
import { listStyles } from "./transcription-list.styles";

/** The lists of lines that are on the page: the text, and the strips beside it. */
const lists = new Set<TranscriptionList>();

/** A press beside the field leaves the caret in it: letters must not become commands unawares. */
function keepFocus(event: MouseEvent): void {
  const [target] = event.composedPath();
  const isControl = target instanceof Element && target.closest("input, button, [role=option]");
  if (!isControl) event.preventDefault();
}

export class TranscriptionList extends Panel {
  readonly panel: PanelKey = "text";
  private height: { readonly order: readonly Uid[]; readonly px: number } | null = null;
  private stopOpening: (() => void) | null = null;
  private opening: { uid: Uid; place: CaretPlace } | null = null;
  private lastCurrent: Uid | null = null;
  private dressed = "";
  /** The type that most lines have: it is said of none of them. */
  private usual: number | null = null;
  protected readonly ordering = new OrderDrag(this);

  static override styles = [
    base,
    buttons,
    hereStyles,
    commentMarkStyles,
    confidentStyles,
    markStyles,
    listStyles,
    orderDragStyles,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    lists.add(this);
    this.stopOpening = this.session.onOpenLine((uid, place) => {
      this.opening = this.isWritten ? { uid, place } : null;
      this.requestUpdate();
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    lists.delete(this);
    this.stopOpening?.();
  }

  /** Whether lines are opened in this list: the one that was written in last, of those in view. */
  private get isWritten(): boolean {
    const seen = [...lists].filter((list) => list.checkVisibility());
    const { panel } = this.session.writing;
    return (seen.find((list) => list.panel === panel) ?? seen[0]) === this;
  }

  /** The usual distance between lines; measured again when lines come or go. */
  protected get lineHeight(): number {
    const { order, lines, part } = this.session.page;
    if (this.height?.order !== order) {
      this.height = { order, px: lineSpacing(lines.values(), part.direction) };
    }
    return this.height.px;
  }

  protected override render(): TemplateResult {
    const { page, selection, sync } = this.session;
    if (page.order.length === 0) return this.empty();
    const conflicts = new Map((sync?.conflicts ?? []).map((item) => [item.line, item]));
    this.usual = usualType(page.lines.values());
    const looks = [...this.looks(), this.usual];
    const first = selection.current ?? page.order[0];
    return html`<ol role="list" dir=${page.document.script_direction === "rtl" ? "rtl" : nothing}>
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
          const keys = [
            line,
            index,
            heads,
            page.layer,
            page.regions,
            chosen,
            lit,
            tabbed,
            ...this.marks(uid),
            ...looks,
          ];
          return current || conflict
            ? this.item(line, heads, this.open(line, index, current, conflict))
            : guard(keys, () => this.item(line, heads, this.row(line, index, tabbed)));
        },
      )}
    </ol>`;
  }

  /** What stands beside a line. */
  private marks(uid: Uid): readonly unknown[] {
    const { compare, people, comments, page } = this.session;
    const said = [uid, page.lines.get(uid)?.region ?? ""].map((about) => comments.of(about));
    return [compare.layer, compare.beside(uid), people.at(uid), ...said];
  }

  /** What the look of every row depends on. */
  protected looks(): readonly unknown[] {
    return [this.session.preferences.get("editor.text")];
  }

  /** Opens what was asked for, and keeps the current line in view. */
  protected override updated(): void {
    markHits(this.renderRoot, this.session.find);
    markAnnotations(this.renderRoot as ShadowRoot, this.session.annotations);
    this.dress();
    const { current } = this.session.selection;
    const { opening } = this;
    if (current && current !== this.lastCurrent) this.reveal(current);
    this.lastCurrent = current;
    if (!opening || opening.uid !== current) return;
    this.opening = null;
    const editor = this.renderRoot.querySelector<LineEditor>("es-line-editor");
    void editor?.updateComplete.then(() => editor.open(opening.place));
  }

  /** Gives the list the person's type face and size, and the direction of writing. */
  private dress(): void {
    const { preferences, page } = this.session;
    const { size, spacing } = preferences.get("editor.text");
    this.dataset["direction"] = page.part.direction;
    const look = [fontFamily(preferences), `${size}px`, `${Math.round(size * spacing)}px`];
    // Setting a property that is set already makes the browser style every row anew.
    if (String(look) === this.dressed) return;
    this.dressed = String(look);
    for (const [at, name] of ["--line-font", "--line-size", "--line-leading"].entries()) {
      this.style.setProperty(name, look[at] ?? "");
    }
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
    const classes = [
      "line",
      line.uid === selection.current ? "current" : "",
      selection.lines.has(line.uid) ? "chosen" : "",
      line.uid === selection.hover ? "lit" : "",
    ].join(" ");
    return html`<li
      class=${classes}
      data-line=${line.uid}
      aria-current=${line.uid === selection.current ? "true" : nothing}
      @pointermove=${(event: PointerEvent) => {
        // A line that only scrolls under a pointer at rest is not pointed at.
        if (event.movementX || event.movementY) selection.setHover(line.uid);
      }}
      @pointerleave=${() => selection.setHover(null)}
    >
      ${heads && page.regions.size > 0 ? this.head(line) : nothing} ${content}
      ${hereMark(this.session.people.at(line.uid))} ${commentMark(this.session, line.uid)}
      ${this.other(line)}
    </li>`;
  }

  private head({ region: uid }: Line): TemplateResult {
    const { page } = this.session;
    const region = uid ? page.regions.get(uid) : null;
    const type = page.regionTypes.find((item) => item.id === region?.type);
    return html`<h2>
      ${region ? (type?.name ?? "Region") : "Outside any region"} ${commentMark(this.session, uid)}
    </h2>`;
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
    return html`<button
      type="button"
      class="row"
      tabindex=${tabbed ? 0 : -1}
      @click=${(event: MouseEvent) => this.choose(line.uid, event)}
    >
      <span class="number">${index + 1}</span>
      <span class="body">
        ${this.lead?.(line) ?? nothing}
        <span class="text" dir=${session.textDirection}>${this.text(line)}</span>
      </span>
      ${this.type(line)}
    </button>`;
  }

  private type(line: Line): TemplateResult | typeof nothing {
    const type = this.session.page.lineTypes.find((item) => item.id === line.type);
    const isTold = type && type.id !== this.usual;
    return isTold ? html`<span class="type">${type.name}</span>` : nothing;
  }

  /** What stands before the text of a line that is not open. */
  protected readonly lead: ((line: Line) => TemplateResult) | null = null;

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
    return confidentText(line.text, confidenceLook(this.session.preferences));
  }

  private open(
    line: Line,
    index: number,
    current: boolean,
    conflict: Conflict | undefined,
  ): TemplateResult {
    const field = html`<div class="open" @mousedown=${keepFocus}>
      <span class="number">${index + 1}</span>
      <es-line-editor
        .session=${this.session}
        .commands=${this.commands}
        .uid=${line.uid}
        .panel=${this.panel}
        .lineHeight=${this.lineHeight}
        .label=${`Text of line ${index + 1}`}
      ></es-line-editor>
      ${this.type(line)}
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
