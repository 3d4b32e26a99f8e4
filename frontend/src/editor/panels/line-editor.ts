/**
 * The open line: its image above, its text in a field below, as plain text.
 *
 * Behind the field lies the same text, unseen but for its marks of doubt, so that caret, selection,
 * input methods and both directions of writing stay the browser's own.
 */
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { firstDoubt } from "../model/confidence";
import { glyphAt, reachOf } from "../model/glyphs";
import { readPasted } from "../model/paste";
import { caretAfterChange } from "../model/text-diff";
import type { Line, TextDirection } from "../model/types";
import { base, buttons } from "../../ui/styles";
import type { PanelKey } from "../state/command";
import type { CaretPlace } from "../state/session";
import { confidenceLook } from "../state/text-look";
import type { Writer } from "../state/writing";
import { type Choices, choicesList, chosenByKey } from "./choices";
import { confidentStyles, confidentText } from "./confident-text";
import { fitField } from "./field-fit";
import { lineEditorStyles } from "./line-editor.styles";
import type { LineStrip } from "./line-strip";
import "./line-strip";
import "./mark-buttons";
import { Panel } from "./panel";

/** The arrows that lead to the next and to the previous line. */
const NEXT_AND_BACK: Readonly<Record<TextDirection, readonly [string, string]>> = {
  "horizontal-lr": ["ArrowDown", "ArrowUp"],
  "horizontal-rl": ["ArrowDown", "ArrowUp"],
  "vertical-rl": ["ArrowLeft", "ArrowRight"],
  "vertical-lr": ["ArrowRight", "ArrowLeft"],
};

class LineEditor extends Panel {
  static override properties = {
    ...Panel.properties,
    uid: { attribute: false },
    lineHeight: { attribute: false },
    label: { attribute: false },
    panel: { attribute: false },
    choices: { state: true },
  };
  declare uid: string;
  declare lineHeight: number;
  declare label: string;
  declare panel: PanelKey;
  declare private choices: Choices | null;
  private composing = false;
  private isFitted = false;
  private stopWriting: (() => void) | null = null;

  static override styles = [base, buttons, confidentStyles, lineEditorStyles];

  get field(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  /** Puts the caret into the field. */
  open(place: CaretPlace): void {
    const { field } = this;
    if (!field) return;
    field.focus({ preventScroll: true });
    const [from, to] = this.rangeOf(place, field.value.length);
    field.setSelectionRange(from, to);
    this.tellCaret();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.choices = null;
    document.addEventListener("selectionchange", this.onCaret);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("selectionchange", this.onCaret);
    this.stopWriting?.();
    const { writing } = this.session;
    if (writing.caret?.line === this.uid) writing.setCaret(null);
  }

  protected override render(): TemplateResult {
    const { session } = this;
    const line = session.page.lines.get(this.uid);
    if (!line) return html`${nothing}`;
    return html`
      ${this.strip(line)}
      <div class=${session.vertical ? "box vertical" : "box"} dir=${session.textDirection}>
        <div class="frame">
          <div class="lay">${this.marks(line)} ${this.input()}</div>
        </div>
        <es-mark-buttons .session=${session} .commands=${this.commands}></es-mark-buttons>
        ${this.hint()}
        ${this.choices ? choicesList(this.choices, (index) => this.take(index)) : nothing}
      </div>
    `;
  }

  private strip(line: Line): TemplateResult {
    const { session } = this;
    const { caret, place } = session.writing;
    return html`<es-line-strip
      dir=${session.textDirection === "rtl" ? "rtl" : "ltr"}
      .line=${line}
      .pageWidth=${session.page.part.width}
      .image=${session.image}
      .lineHeight=${this.lineHeight}
      .vertical=${session.vertical}
      .neighbours=${session.preferences.get("editor.text").neighbours}
      .lit=${caret?.line === this.uid ? place : null}
      @strip-drawn=${() => this.fit()}
    ></es-line-strip>`;
  }

  private marks({ text }: Line): TemplateResult {
    const shown = text ? confidentText(text, confidenceLook(this.session.preferences)) : nothing;
    const direction = this.session.textDirection;
    return html`<div class="marks" aria-hidden="true" dir=${direction}>${shown}</div>`;
  }

  private input(): TemplateResult {
    const readonly = !this.session.canEdit || this.session.page.layer === null;
    return html`<input
      type="text"
      data-line-text
      dir=${this.session.textDirection}
      aria-label=${this.label}
      aria-haspopup="listbox"
      aria-controls=${this.choices ? "choices" : nothing}
      aria-activedescendant=${this.choices ? `choice-${this.choices.active}` : nothing}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      ?readonly=${readonly}
      @input=${this.onInput}
      @beforeinput=${this.onBeforeInput}
      @compositionstart=${() => (this.composing = true)}
      @compositionend=${this.onCompositionEnd}
      @keydown=${this.onKey}
      @paste=${(event: ClipboardEvent) => this.onPaste(event, event.clipboardData)}
      @drop=${(event: DragEvent) => this.onPaste(event, event.dataTransfer)}
      @scroll=${() => this.scrollMarks()}
      @focus=${this.onFocus}
      @blur=${() => (this.choices = null)}
      @keyup=${this.onCaret}
      @pointerup=${this.onCaret}
    />`;
  }

  /** Tells that the character at the caret may be another. */
  private hint(): TemplateResult | typeof nothing {
    const { caret, glyphs } = this.session.writing;
    if (caret?.line !== this.uid || this.choices || !this.session.canEdit) return nothing;
    const count = glyphs.at(this.uid, caret.index)?.[3]?.length ?? 0;
    if (count === 0) return nothing;
    return html`<button
      type="button"
      class="others"
      tabindex="-1"
      title="What else this character may be (Alt+Enter)"
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.offerChoices()}
    >
      ${count === 1 ? "1 other" : `${count} others`}
    </button>`;
  }

  /** The field follows the store only where they differ, so that the caret stays. */
  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    const { field } = this;
    const text = this.session.page.lines.get(this.uid)?.text?.text ?? "";
    if (field && !this.composing && field.value !== text) {
      const caret = caretAfterChange(field.value, text);
      field.value = text;
      if (this.isWritten(field)) field.setSelectionRange(caret, caret);
    }
    this.placeChoices();
    // Measured with the frame's own layout, not by one more of the whole list.
    requestAnimationFrame(() => {
      this.fit();
      this.scrollMarks();
    });
  }

  private isWritten(field: HTMLInputElement): boolean {
    return this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === field;
  }

  private fit(): void {
    const lay = this.renderRoot.querySelector<HTMLElement>(".lay");
    const strip = this.renderRoot.querySelector<LineStrip>("es-line-strip");
    const { field } = this;
    if (!lay || !field) return;
    const { vertical, preferences } = this.session;
    const wanted = preferences.get("editor.text").fit ? (strip?.span ?? null) : null;
    if (wanted || this.isFitted) fitField(lay, field, wanted, vertical);
    this.isFitted = wanted !== null;
  }

  private scrollMarks(): void {
    const marks = this.renderRoot.querySelector(".marks");
    const { field } = this;
    if (!marks || !field) return;
    marks.scrollLeft = field.scrollLeft;
    marks.scrollTop = field.scrollTop;
  }

  private rangeOf(place: CaretPlace, length: number): [number, number] {
    if (place === "end") return [length, length];
    if (typeof place === "number") return [place, place];
    if (typeof place === "object") return [place[0], place[1]];
    if (place === "start") return [0, 0];
    const text = this.session.page.lines.get(this.uid)?.text ?? null;
    return firstDoubt(text, this.session.preferences.get("editor.text").threshold) ?? [0, 0];
  }

  private readonly onFocus = (): void => {
    const writer: Writer = {
      panel: this.panel,
      insert: (text) => this.insert(text),
      offer: () => this.offerChoices(),
      selection: () => [this.field?.selectionStart ?? 0, this.field?.selectionEnd ?? 0],
    };
    this.stopWriting?.();
    this.stopWriting = this.session.writing.use(writer);
    this.tellCaret();
  };

  private readonly onCaret = (): void => {
    if (this.field && this.isWritten(this.field)) this.tellCaret();
  };

  private tellCaret(): void {
    const { field } = this;
    if (!field || this.composing) return;
    const index = field.selectionStart ?? 0;
    if (this.choices && (index < this.choices.from || index > this.choices.to)) this.choices = null;
    this.session.writing.setCaret({ line: this.uid, index });
  }

  /** Replaces what is selected, as a step of undo of its own. */
  private insert(text: string): boolean {
    const { field } = this;
    if (!field || field.readOnly) return false;
    field.setRangeText(text, field.selectionStart ?? 0, field.selectionEnd ?? 0, "end");
    this.session.writing.put([[this.uid, field.value]]);
    this.tellCaret();
    return true;
  }

  private offerChoices(): boolean {
    const { field } = this;
    const { glyphs } = this.session.writing;
    const known = glyphs.of(this.uid);
    if (!field || field.readOnly) return false;
    const index = glyphAt(known, field.selectionStart ?? 0);
    const items = known[index]?.[3] ?? [];
    if (items.length === 0) return false;
    const [from, to] = reachOf(known, index);
    this.choices = { from, to, items, active: 0 };
    return true;
  }

  private take(index: number): void {
    const { field, choices } = this;
    const item = choices?.items[index];
    this.choices = null;
    if (!field || !choices || !item) return;
    field.setSelectionRange(choices.from, choices.to);
    this.insert(item[0]);
  }

  /** Puts the list of choices under its character. */
  private placeChoices(): void {
    const list = this.renderRoot.querySelector<HTMLElement>(".choices");
    const box = this.renderRoot.querySelector(".box");
    const { field, choices } = this;
    if (!list || !box || !field || !choices) return;
    const [outer, place] = [box.getBoundingClientRect(), this.placeOf(choices)];
    if (this.session.vertical) {
      list.style.top = `${place.top - outer.top}px`;
      list.style.left = `${outer.width + 2}px`;
    } else {
      const most = Math.max(0, outer.width - list.offsetWidth);
      list.style.left = `${Math.min(most, Math.max(0, place.left - outer.left))}px`;
      list.style.top = `${outer.height + 2}px`;
    }
  }

  /** Where a stretch of the text is on the screen, seen from the text behind the field. */
  private placeOf({ from, to }: Choices): DOMRect {
    const marks = this.renderRoot.querySelector(".marks");
    const range = document.createRange();
    const walker = document.createTreeWalker(marks ?? this, NodeFilter.SHOW_TEXT);
    let at = 0;
    let begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.nodeValue?.length ?? 0;
      if (!begun && from < at + length) {
        range.setStart(node, from - at);
        begun = true;
      }
      if (begun && to <= at + length) {
        range.setEnd(node, to - at);
        break;
      }
      at += length;
    }
    return range.getBoundingClientRect();
  }

  private readonly onInput = (event: Event): void => {
    this.choices = null;
    if (!this.composing) this.session.type(this.uid, (event.target as HTMLInputElement).value);
  };

  /** The browser's own undo knows this field alone; ours knows everything. */
  private readonly onBeforeInput = (event: InputEvent): void => {
    if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
    event.preventDefault();
    void (event.inputType === "historyUndo" ? this.session.undo() : this.session.redo());
  };

  private readonly onCompositionEnd = (event: Event): void => {
    this.composing = false;
    this.session.type(this.uid, (event.target as HTMLInputElement).value);
  };

  private onPaste(event: Event, data: DataTransfer | null): void {
    const { lines, cleaned } = readPasted(data?.getData("text/plain") ?? "");
    if (this.field?.readOnly || (lines.length < 2 && cleaned.length === 0)) return;
    event.preventDefault();
    if (lines.length < 2) {
      this.insert(lines[0] ?? "");
      this.session.say(`Pasted as plain text: ${cleaned.join(", ")} replaced.`);
    } else void this.askWhere(lines, cleaned);
  }

  private async askWhere(lines: readonly string[], cleaned: readonly string[]): Promise<void> {
    const { askWhereToPaste } = await import("./paste-dialog");
    await askWhereToPaste(this.session, { lines, cleaned }, this.uid);
    this.field?.focus({ preventScroll: true });
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const used = event.altKey ? this.useAlt(event) : this.useChoice(event.key) || this.use(event);
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  };

  /** While layers are compared, Alt+Enter takes the line over from the other one. */
  private useAlt({ key, shiftKey }: KeyboardEvent): boolean {
    const offers = key === "Enter" && (shiftKey || this.session.compare.layer === null);
    return offers && this.offerChoices();
  }

  private useChoice(key: string): boolean {
    const found = this.choices && chosenByKey(this.choices, key);
    if (found === null) return false;
    if (typeof found === "number") this.take(found);
    else this.choices = found === "close" ? null : found;
    return true;
  }

  private use({ key, shiftKey }: KeyboardEvent): boolean {
    if (key === "Tab") return this.session.moveToAttention(shiftKey ? -1 : 1);
    if (key === "Enter") return this.move(shiftKey ? -1 : 1, "start");
    const step = NEXT_AND_BACK[this.session.page.part.direction].indexOf(key);
    // With Shift the arrows select.
    if (shiftKey || step < 0) return false;
    return this.move(step === 0 ? 1 : -1, this.session.caret?.index ?? 0);
  }

  private move(step: 1 | -1, place: CaretPlace): boolean {
    void this.session.sync?.flush();
    this.session.moveLine(step, place);
    return true;
  }
}

customElements.define("es-line-editor", LineEditor);
export type { LineEditor };
