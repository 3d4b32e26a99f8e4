/**
 * Arranges the keys of a keyboard: by dragging, or with the arrows while Alt is held.
 *
 *     <es-keyboard-editor .file=${file} .save=${save} .leave=${leave}></es-keyboard-editor>
 */
import { css, html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import {
  bindingOf,
  bindingsOf,
  capOf,
  lengthOf,
  type Key,
  type KeyboardFile,
  keysOf,
  moved,
  type Place,
  type Rows,
  rowsOf,
  withKeys,
} from "../model/keyboard";
import { keyboardStyles } from "./keyboard.styles";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph"]);
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
};

class KeyboardEditor extends Panel {
  static override properties = {
    ...Panel.properties,
    file: { attribute: false },
    save: { attribute: false },
    leave: { attribute: false },
  };
  declare file: KeyboardFile;
  declare save: (file: KeyboardFile) => Promise<void>;
  declare leave: () => void;
  private rows: Rows = [];
  private name = "";
  private selected: Place | null = null;
  private dragged: Place | null = null;
  private problem = "";

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    keyboardStyles,
    css`
      :host {
        padding: 0;
      }
      .keyrow {
        grid-template-columns: repeat(auto-fill, minmax(29px, 1fr));
        min-block-size: 36px;
        padding: 2px;
        border: 1px dashed var(--line, #dcd9d1);
        border-radius: 6px;
      }
      .key {
        cursor: grab;
      }
      .one {
        padding: 10px 12px;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("file")) return;
    this.rows = rowsOf(this.file.characters);
    this.name = this.file.name;
    this.selected = null;
  }

  protected override render(): TemplateResult {
    return html`
      <label
        >Name
        <input name="name" dir="auto" .value=${this.name} @input=${this.onName} />
      </label>
      <div class="keys" dir=${this.file.direction === "rtl" ? "rtl" : "ltr"}>
        ${this.rows.map((keys, row) => this.row(keys, row))} ${this.row([], this.rows.length)}
      </div>
      ${this.selected ? this.form(this.selected) : this.adding()}
      <div class="row">
        <button type="button" class="primary" @click=${this.onSave}>Save keyboard</button>
        <button type="button" @click=${() => this.leave()}>Cancel</button>
      </div>
      <p class="error" role="alert">${this.problem}</p>
    `;
  }

  private row(keys: readonly Key[], row: number): TemplateResult {
    const end = { row, at: keys.length };
    return html`<div
      class="keyrow"
      role="group"
      aria-label="Row ${row + 1}"
      @dragover=${allowDrop}
      @drop=${(event: DragEvent) => this.drop(event, end)}
    >
      ${keys.map((key, at) => this.key(key, { row, at }))}
      <button
        type="button"
        class="icon"
        aria-label="Add a key to row ${row + 1}"
        title="Add a key"
        @click=${() => this.add(end)}
      >
        ${icon("plus")}
      </button>
    </div>`;
  }

  private key(key: Key, place: Place): TemplateResult {
    const pressed = same(place, this.selected);
    return html`<button
      type="button"
      class="key glyph ${lengthOf(key)} ${bindingOf(key.keyboard_code) ? "bound" : ""}"
      draggable="true"
      data-place="${place.row}-${place.at}"
      aria-pressed=${pressed ? "true" : "false"}
      aria-label="Key ${key.label ?? ""} ${key.character}"
      @click=${() => this.select(place)}
      @keydown=${(event: KeyboardEvent) => this.onKey(event, place)}
      @dragstart=${() => (this.dragged = place)}
      @drop=${(event: DragEvent) => this.drop(event, place)}
    >
      ${capOf(key)}
    </button>`;
  }

  private adding(): TemplateResult {
    return html`<form class="row" @submit=${this.onAdd}>
        <input
          name="many"
          dir="auto"
          autocomplete="off"
          aria-label="Characters to add, a key for each"
          placeholder="Type or paste characters"
        />
        <button type="submit">Add a key for each</button>
      </form>
      <p class="small quiet">
        Choose a key to change it. Drag keys to move them, or hold Alt and press an arrow.
      </p>`;
  }

  private form(place: Place): TemplateResult | typeof nothing {
    const key = this.rows[place.row]?.[place.at];
    if (!key) return nothing;
    const change = (part: Partial<Key>) =>
      this.change(withKeys(this.rows, place, [{ ...key, ...part }], 1));
    const onText = (make: (text: string) => Partial<Key>) => (event: Event) =>
      change(make((event.target as HTMLInputElement).value));
    return html`<div class="one field" role="group" aria-label="The key">
      <label
        >Characters
        <input
          name="character"
          class="glyph"
          dir="auto"
          autocomplete="off"
          .value=${key.character}
          @input=${onText((character) => ({ character }))}
        />
      </label>
      <label
        >Label, where it should say something else
        <input
          name="label"
          dir="auto"
          autocomplete="off"
          maxlength="40"
          .value=${key.label ?? ""}
          @input=${onText((label) => ({ label }))}
        />
      </label>
      ${this.binding(key, change)}
      <div class="row">
        <button type="button" class="danger" @click=${() => this.removeKey(place)}>
          Remove key
        </button>
        <button type="button" @click=${() => this.select(null)}>Done</button>
      </div>
    </div>`;
  }

  private binding(key: Key, change: (part: Partial<Key>) => void): TemplateResult {
    const shown = bindingOf(key.keyboard_code) ?? "";
    return html`<label
      >Key binding: press the keys, such as Alt and S
      <input
        name="binding"
        autocomplete="off"
        .value=${shown}
        @keydown=${(event: KeyboardEvent) => this.onBinding(event, change)}
        @input=${(event: Event) => {
          (event.target as HTMLInputElement).value = shown;
        }}
      />
    </label>`;
  }

  private change(rows: Rows, selected = this.selected): void {
    this.rows = rows;
    this.selected = selected;
    this.requestUpdate();
  }

  private select(place: Place | null): void {
    this.change(this.rows, same(place, this.selected) ? null : place);
  }

  private add(place: Place): void {
    const key: Key = { row: 0, column: 0, character: "", keyboard_code: null };
    this.change(withKeys(this.rows, place, [key]), place);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLInputElement>("input[name=character]")?.focus(),
    );
  }

  private removeKey(place: Place): void {
    this.change(withKeys(this.rows, place, [], 1), null);
  }

  private readonly onName = (event: Event): void => {
    this.name = (event.target as HTMLInputElement).value;
  };

  private readonly onAdd = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = (form.elements.namedItem("many") as HTMLInputElement).value.replace(/\s/gu, "");
    const keys = [...new Intl.Segmenter().segment(text)].map(({ segment }): Key => ({
      row: 0,
      column: 0,
      character: segment,
      keyboard_code: null,
    }));
    form.reset();
    const row = Math.max(0, this.rows.length - 1);
    this.change(withKeys(this.rows, { row, at: this.rows[row]?.length ?? 0 }, keys), null);
  };

  private onBinding(event: KeyboardEvent, change: (part: Partial<Key>) => void): void {
    if (event.key === "Tab" || event.key === "Escape" || MODIFIERS.has(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    const clears = event.key === "Backspace" || event.key === "Delete";
    change({ keyboard_code: clears ? null : (bindingsOf(event).at(-1) ?? null) });
  }

  private onKey(event: KeyboardEvent, place: Place): void {
    const move = MOVES[event.key];
    if (event.key === "Delete") this.removeKey(place);
    else if (event.altKey && move) this.moveBy(place, move);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** Moves a key by one place or one row; the focus goes with it. */
  private moveBy(place: Place, [down, on]: readonly [number, number]): void {
    const row = place.row + down;
    const length = this.rows[row]?.length ?? 0;
    const at = Math.min(place.at + on, length);
    const last = down === 0 ? length - 1 : length;
    if (row < 0 || row > this.rows.length || at < 0 || at > last) return;
    const to = { row, at: on > 0 ? at + 1 : at };
    this.change(moved(this.rows, place, to), null);
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`[data-place="${row}-${at}"]`)?.focus(),
    );
  }

  private drop(event: DragEvent, to: Place): void {
    event.preventDefault();
    event.stopPropagation();
    if (this.dragged) this.change(moved(this.rows, this.dragged, to), null);
    this.dragged = null;
  }

  private readonly onSave = (): void => {
    void this.send();
  };

  private async send(): Promise<void> {
    const keys = keysOf(this.rows).filter(({ character }) => character !== "");
    const characters = keys.map(({ label, ...key }) => (label ? { ...key, label } : key));
    try {
      await this.save({ ...this.file, name: this.name, characters });
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "This was not saved. Try again.";
      this.requestUpdate();
    }
  }
}

function same(a: Place | null, b: Place | null): boolean {
  return a !== null && a.row === b?.row && a.at === b.at;
}

function allowDrop(event: DragEvent): void {
  event.preventDefault();
}

customElements.define("es-keyboard-editor", KeyboardEditor);
