/** The open line: its image above, its text in a field below, as plain text. */
import { css, html, type TemplateResult } from "lit";
import { caretAfterChange, LOW_CHARACTER } from "../model/text-diff";
import type { TextDirection } from "../model/types";
import { base, fields } from "../../ui/styles";
import type { CaretPlace } from "../state/session";
import "./line-strip";
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
  };
  declare uid: string;
  declare lineHeight: number;
  declare label: string;
  private composing = false;

  static override styles = [
    base,
    fields,
    css`
      :host {
        display: grid;
        gap: 6px;
      }
      input {
        inline-size: 100%;
        padding: 2px 8px;
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
        font-size: var(--text-size, 17px);
        line-height: 28px;
        border-color: var(--accent, #1f5f8b);
        border-radius: 4px;
      }
      input.vertical {
        inline-size: auto;
        block-size: 260px;
        writing-mode: vertical-rl;
      }
    `,
  ];

  get field(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input");
  }

  /** Puts the caret into the field. */
  open(place: CaretPlace): void {
    const { field } = this;
    if (!field) return;
    field.focus({ preventScroll: true });
    const [from, to] = place === "uncertain" ? this.uncertain() : [0, 0];
    if (place === "end") field.setSelectionRange(field.value.length, field.value.length);
    else field.setSelectionRange(from, to);
  }

  protected override render(): TemplateResult {
    const line = this.session.page.lines.get(this.uid);
    const readonly = !this.session.canEdit || this.session.page.layer === null;
    return html`
      ${
        line
          ? html`<es-line-strip
              dir=${this.session.textDirection === "rtl" ? "rtl" : "ltr"}
              .line=${line}
              .pageWidth=${this.session.page.part.width}
              .image=${this.session.image}
              .lineHeight=${this.lineHeight}
            ></es-line-strip>`
          : null
      }
      <input
        type="text"
        data-line-text
        class=${this.session.vertical ? "vertical" : ""}
        dir=${this.session.textDirection}
        aria-label=${this.label}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        ?readonly=${readonly}
        @input=${this.onInput}
        @compositionstart=${() => (this.composing = true)}
        @compositionend=${this.onCompositionEnd}
        @keydown=${this.onKey}
      />
    `;
  }

  /** The field follows the store only where they differ, so that the caret stays. */
  protected override updated(): void {
    const { field } = this;
    const text = this.session.page.lines.get(this.uid)?.text?.text ?? "";
    if (!field || this.composing || field.value === text) return;
    const before = field.value;
    field.value = text;
    if (this.renderRoot instanceof ShadowRoot && this.renderRoot.activeElement === field) {
      const caret = caretAfterChange(before, text);
      field.setSelectionRange(caret, caret);
    }
  }

  private uncertain(): [number, number] {
    const text = this.session.page.lines.get(this.uid)?.text;
    let at = 0;
    for (const [char, confidence] of text?.glyphs ?? []) {
      if (confidence !== null && confidence < LOW_CHARACTER) return [at, at + char.length];
      at += char.length;
    }
    return [0, 0];
  }

  private readonly onInput = (event: Event): void => {
    if (!this.composing) this.session.type(this.uid, (event.target as HTMLInputElement).value);
  };

  private readonly onCompositionEnd = (event: Event): void => {
    this.composing = false;
    this.session.type(this.uid, (event.target as HTMLInputElement).value);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const used = this.use(event);
    if (!used) return;
    event.preventDefault();
    event.stopPropagation();
  };

  private use(event: KeyboardEvent): boolean {
    const { session } = this;
    const [next, back] = NEXT_AND_BACK[session.page.part.direction];
    if (event.key === "Enter" || event.key === next) {
      void session.sync?.flush();
      session.moveLine(event.shiftKey && event.key === "Enter" ? -1 : 1);
      return true;
    }
    if (event.key === back) {
      session.moveLine(-1);
      return true;
    }
    return event.key === "Tab" && !event.shiftKey && session.moveToAttention();
  }
}

customElements.define("es-line-editor", LineEditor);
export type { LineEditor };
