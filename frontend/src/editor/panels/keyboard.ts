/** The sheet of the virtual keyboard: pick one, type with it, make one's own. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import { bindingOf, capOf, lengthOf, type Key, type KeyboardFile, rowsOf } from "../model/keyboard";
import { keyName } from "../state/command";
import type { Keyboard, KeyboardHead } from "../state/keyboards";
import "./keyboard-editor";
import { keyboardStyles } from "./keyboard.styles";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

const FIRST = { rtl: "builtin/arabic-extended", ltr: "builtin/medieval-latin" } as const;
const EMPTY = { version: "0.1", name: "New keyboard", author: "", characters: [] };

class KeyboardSheet extends Panel {
  private editing: KeyboardFile | null = null;
  /** The keyboard being edited; null while a new one is made. */
  private editedId: string | number | null = null;
  private removing = false;
  private problem = "";

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    keyboardStyles,
    css`
      .check {
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: 8px;
      }
      .check input {
        inline-size: 16px;
        min-block-size: 0;
      }
      .row button,
      .row .button {
        min-block-size: 32px;
      }
      summary {
        padding-block: 4px;
        font-size: 13px;
        color: var(--accent, #1f5f8b);
        cursor: pointer;
      }
      details .row {
        padding-block-start: 6px;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.start();
  }

  protected override render(): TemplateResult {
    if (this.editing) {
      return html`<es-keyboard-editor
        .session=${this.session}
        .commands=${this.commands}
        .file=${this.editing}
        .save=${(file: KeyboardFile) => this.save(file)}
        .leave=${() => this.edit(null, null)}
      ></es-keyboard-editor>`;
    }
    const { active } = this.session.keyboards;
    return html`
      ${this.picker()} ${active ? this.tools(active) : nothing}
      ${active ? this.keys(active) : html`<p class="quiet">Loading…</p>`}
      ${active ? this.about(active) : nothing}
      <p class="error" role="alert">${this.problem}</p>
    `;
  }

  private picker(): TemplateResult {
    const { list, active } = this.session.keyboards;
    const chosen = String(active?.id ?? "");
    const group = (label: string, heads: readonly KeyboardHead[]) =>
      heads.length === 0
        ? nothing
        : html`<optgroup label=${label}>
            ${heads.map(
              ({ id, name }) =>
                html`<option value=${id} .selected=${String(id) === chosen}>${name}</option>`,
            )}
          </optgroup>`;
    const others = list.filter(({ builtin, mine }) => !builtin && !mine);
    const projects = [...new Set(others.map(({ project_name: name }) => name ?? "Shared"))];
    return html`<label
      >Keyboard
      <select name="keyboard" @change=${this.onPick}>
        ${group(
          "Mine",
          list.filter(({ mine }) => mine),
        )}
        ${projects.map((project) =>
          group(
            `Shared with ${project}`,
            others.filter(({ project_name: name }) => (name ?? "Shared") === project),
          ),
        )}
        ${group(
          "Come with the program",
          list.filter(({ builtin }) => builtin),
        )}
      </select>
    </label>`;
  }

  private keys({ keyboard, names }: Keyboard): TemplateResult {
    const rtl = keyboard.direction === "rtl";
    return html`<div class="keys" dir=${rtl ? "rtl" : "ltr"} role="group" aria-label="Keys">
      ${rowsOf(keyboard.characters).map(
        (row) => html`<div class="keyrow">${row.map((key) => this.key(key, names))}</div>`,
      )}
    </div>`;
  }

  private key(key: Key, names: Keyboard["names"]): TemplateResult {
    const binding = bindingOf(key.keyboard_code);
    const name = names[key.character] ?? key.character;
    return html`<button
      type="button"
      class="key glyph ${lengthOf(key)} ${binding ? "bound" : ""}"
      title="${name.toLowerCase()}${binding ? ` (${keyName(binding)})` : ""}"
      aria-label="${key.label ?? ""} ${name.toLowerCase()}"
      @mousedown=${keepFocus}
      @click=${() => this.type(key.character)}
    >
      ${capOf(key)}
    </button>`;
  }

  private about({ keyboard, builtin, owner, mine, project_name: project }: Keyboard) {
    const whose = builtin || mine ? "" : `By ${owner ?? ""}. `;
    const shared = project ? `Shared with ${project}.` : "";
    const words = [keyboard.description ?? "", `${whose}${shared}`].filter((part) => part !== "");
    return html`
      ${words.map((text) => html`<p class="small quiet" dir="auto">${text}</p>`)}
      <label class="check"
        ><input
          type="checkbox"
          .checked=${this.session.preferences.get("editor.keyboard_keys")}
          @change=${(event: Event) => {
            const { checked } = event.target as HTMLInputElement;
            this.session.preferences.set("editor.keyboard_keys", checked);
          }}
        />
        <span>Its key bindings work while this sheet is closed, too</span></label
      >
    `;
  }

  private tools(active: Keyboard): TemplateResult {
    const { keyboards } = this.session;
    const copy = { ...active.keyboard, name: `${active.name} (copy)` };
    return html`<details>
      <summary>New, edit, import, share…</summary>
      <div class="row">
        <button type="button" @click=${() => this.edit(EMPTY, null)}>${icon("plus")} New</button>
        ${
          active.can_edit
            ? html`<button type="button" @click=${() => this.edit(active.keyboard, active.id)}>
                ${icon("pencil")} Edit
              </button>`
            : nothing
        }
        <button type="button" @click=${() => this.attempt(() => keyboards.add(copy))}>
          ${icon("copy")} Duplicate
        </button>
        <button type="button" @click=${() => this.filePicker?.click()}>Import…</button>
        <input type="file" hidden accept=".json,application/json" @change=${this.onFile} />
        <a class="button" href=${keyboards.fileUrl(active)} download>Export</a>
      </div>
      <div class="row">
        ${this.sharing(active)} ${active.can_delete ? this.removal(active) : nothing}
      </div>
    </details>`;
  }

  private sharing(active: Keyboard): TemplateResult | typeof nothing {
    const { project } = this.session.bootstrap;
    if (!active.mine || !project) return nothing;
    const share = (id: number | null) => () =>
      this.attempt(() => this.session.keyboards.change(active.id, { project: id }));
    return active.project === null
      ? html`<button type="button" @click=${share(project.id)}>
          Share with <bdi>${project.name}</bdi>
        </button>`
      : html`<button type="button" @click=${share(null)}>Stop sharing</button>`;
  }

  private removal(active: Keyboard): TemplateResult {
    if (!this.removing) {
      return html`<button type="button" class="danger" @click=${() => this.askToRemove(true)}>
        Delete…
      </button>`;
    }
    return html`<button
        type="button"
        class="danger"
        @click=${() => this.attempt(() => this.removeActive(active))}
      >
        Delete “${active.name}” for good
      </button>
      <button type="button" @click=${() => this.askToRemove(false)}>Keep</button>`;
  }

  private get filePicker(): HTMLInputElement | null {
    return this.renderRoot.querySelector<HTMLInputElement>("input[type=file]");
  }

  private type(text: string): void {
    const typed = this.session.insertText(text);
    this.problem = typed ? "" : "Open a line first: keys type where its caret is.";
    this.requestUpdate();
  }

  private edit(file: KeyboardFile | null, id: string | number | null): void {
    [this.editing, this.editedId] = [file, id];
    this.requestUpdate();
  }

  private askToRemove(asked: boolean): void {
    this.removing = asked;
    this.requestUpdate();
  }

  private readonly onPick = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.removing = false;
    void this.attempt(() => this.session.keyboards.use(value));
  };

  private readonly onFile = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) void this.attempt(() => this.import(file));
    input.value = "";
  };

  private async import(file: File): Promise<void> {
    let keyboard: unknown;
    try {
      keyboard = JSON.parse(await file.text());
    } catch {
      throw new Error(`${file.name} is no JSON file, so it is no keyboard.`);
    }
    await this.session.keyboards.add(keyboard);
  }

  private async removeActive(active: Keyboard): Promise<void> {
    this.removing = false;
    await this.session.keyboards.remove(active);
    await this.session.keyboards.use(this.first);
  }

  private async save(file: KeyboardFile): Promise<void> {
    const { keyboards } = this.session;
    if (this.editedId === null) await keyboards.add(file);
    else await keyboards.change(this.editedId, { keyboard: file });
    this.edit(null, null);
  }

  private get first(): string {
    return FIRST[this.session.page.document.script_direction === "rtl" ? "rtl" : "ltr"];
  }

  private async start(): Promise<void> {
    const { keyboards } = this.session;
    await this.attempt(() => keyboards.readList());
    if (keyboards.active) return;
    const known = keyboards.list.some(({ id }) => String(id) === keyboards.chosen);
    await this.attempt(() => keyboards.use(known ? (keyboards.chosen ?? this.first) : this.first));
  }

  private async attempt(deed: () => Promise<void>): Promise<void> {
    try {
      await deed();
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "This did not work. Try again.";
    }
    this.requestUpdate();
  }
}

/** A click on a key must leave the caret in the line. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

customElements.define("es-keyboard", KeyboardSheet);
