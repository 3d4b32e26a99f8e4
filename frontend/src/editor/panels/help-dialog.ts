/** All commands with their keys, made from the one table; here the person gives them other keys. */
import { html, nothing, type TemplateResult } from "lit";
import { pressed } from "../../ui/keys";
import { base, buttons, fields } from "../../ui/styles";
import { type Command, keyName } from "../state/command";
import { clashes, giveKeys, hasChosenKeys, resetAllKeys, resetKeys } from "../state/keymap";
import { helpStyles } from "./help-dialog.styles";
import { Panel } from "./panel";

type Row = readonly [string, string];

const TYPING: readonly Row[] = [
  ["Enter or ↓", "Save and go to the next line"],
  ["Shift+Enter or ↑", "Previous line"],
  ["← →", "Next and previous line in vertical writing"],
  ["Tab", "Next line without text or with uncertain text"],
  ["Shift+Tab", "Previous line without text or with uncertain text"],
  ["Alt+Enter", "What else the character may be"],
  ["Esc", "Leave the text field"],
];
const POINTING: readonly Row[] = [
  ["Wheel, two fingers", "Zoom"],
  ["Drag, right button, Space", "Move the page"],
  ["Click, Shift+click", "Select, select more"],
  ["Shift+drag", "Draw around things, or points of a line, to select them"],
  ["Shift+Alt+drag", "Select what lies in a box"],
  ["Drag a selected line, Ctrl+drag", "Move what is selected"],
  ["Drag a point", "Move a point of what is selected"],
  ["Drag between two points, Double-click", "Add a point to what is selected"],
  ["Double-click its end", "Go on drawing a line"],
  ["Enter, right button", "While drawing: end"],
  ["Backspace", "While drawing: take a point back"],
  ["Esc", "While drawing: give up"],
  ["Alt", "While drawing: do not snap"],
  ["Scissors: drag", "Cut all that the stroke crosses"],
  ["Scissors: Shift+drag", "Take a box out of lines"],
  ["Right button, long press", "Menu of what can be done here"],
  ["Pen", "Draw, while fingers move the page"],
];
/** Keys that the dialog and the caret need for themselves. */
const KEPT = new Set(["Escape", "Tab", "Shift+Tab"]);

class HelpDialog extends Panel {
  private query = "";
  private isChanging = false;
  /** The command whose new key is awaited. */
  private awaited: Command | null = null;
  /** A key that another command has; the person decides who keeps it. */
  private wanted: { readonly command: Command; readonly key: string } | null = null;

  static override styles = [base, buttons, fields, helpStyles];

  show(): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (!dialog || dialog.open) return;
    dialog.showModal();
    this.renderRoot.querySelector<HTMLInputElement>("input")?.select();
  }

  protected override render(): TemplateResult {
    const shown = [...this.commands.values()].filter((command) => this.isShown(command));
    const groups = [...new Set(shown.map((command) => command.group))];
    const fixed = this.isChanging ? [] : [this.fixed("While typing", TYPING)];
    if (!this.isChanging) fixed.push(this.fixed("On the image", POINTING));
    return html`<dialog aria-labelledby="title" @keydown=${this.onKey} @close=${this.onClose}>
      <header>
        <h2 id="title">Help and keys</h2>
        <input
          type="search"
          placeholder="Find a command or key"
          aria-label="Find a command or key"
          .value=${this.query}
          @input=${this.onSearch}
        />
        ${this.isChanging ? this.resetAll() : nothing}
        <button
          type="button"
          aria-pressed=${this.isChanging ? "true" : "false"}
          @click=${() => this.change(!this.isChanging)}
        >
          Change keys
        </button>
        <form method="dialog"><button>Close</button></form>
      </header>
      <div class="groups" data-changing=${this.isChanging || nothing}>
        ${fixed}
        ${groups.map((name) =>
          this.group(
            name,
            shown.filter((command) => command.group === name),
          ),
        )}
      </div>
      ${shown.length === 0 ? html`<p class="quiet">No command has this name or key.</p>` : nothing}
    </dialog>`;
  }

  private isShown(command: Command): boolean {
    if (command.edits && !this.session.canEdit) return false;
    const keys = command.keys.map((key) => keyName(key)).join(" ");
    const text = `${command.label} ${command.group} ${keys}`.toLocaleLowerCase();
    return this.query.split(/\s+/).every((word) => text.includes(word));
  }

  private fixed(name: string, rows: readonly Row[]): TemplateResult | typeof nothing {
    const text = (row: Row) => row.join(" ").toLocaleLowerCase();
    const found = rows.filter((row) => text(row).includes(this.query));
    if (found.length === 0) return nothing;
    return html`<section>
      <h3>${name}</h3>
      <dl>
        ${found.map(
          ([key, label]) =>
            html`<dt>${label}</dt>
              <dd>${key.split(", ").map((one) => html` <kbd>${one}</kbd>`)}</dd>`,
        )}
      </dl>
    </section>`;
  }

  private group(name: string, commands: readonly Command[]): TemplateResult {
    return html`<section>
      <h3>${name}</h3>
      <dl>
        ${commands.map(
          (command) =>
            html`<dt>${command.label}</dt>
              <dd data-id=${command.id}>
                ${this.isChanging ? this.keysToChange(command) : this.keys(command)}
              </dd>
              ${this.wanted?.command === command ? this.clash(command, this.wanted.key) : nothing}`,
        )}
      </dl>
    </section>`;
  }

  private keys(command: Command): readonly TemplateResult[] {
    return command.keys.map((key) => html` <kbd>${keyName(key)}</kbd>`);
  }

  private keysToChange(command: Command): TemplateResult {
    const { preferences } = this.session;
    const isAwaited = this.awaited === command;
    const without = (key: string) => command.keys.filter((other) => other !== key);
    return html`
      ${command.keys.map(
        (key) =>
          html`<button
            type="button"
            class="key"
            title="Take this key away"
            aria-label=${`Take ${keyName(key)} from ${command.label}`}
            @click=${() => giveKeys(preferences, this.commands, command, without(key))}
          >
            <kbd>${keyName(key)}</kbd> ×
          </button>`,
      )}
      <button
        type="button"
        class="key"
        aria-pressed=${isAwaited ? "true" : "false"}
        aria-label=${`Another key for ${command.label}`}
        @click=${() => this.await(isAwaited ? null : command)}
      >
        ${isAwaited ? "Press the key…" : "Add a key"}
      </button>
      ${
        hasChosenKeys(command)
          ? html`<button
              type="button"
              class="key"
              aria-label=${`The standard keys of ${command.label}`}
              @click=${() => resetKeys(preferences, this.commands, command)}
            >
              Reset
            </button>`
          : nothing
      }
    `;
  }

  private clash(command: Command, key: string): TemplateResult {
    const others = clashes(this.commands, command, key).map(({ label }) => `“${label}”`);
    return html`<div class="clash" role="alert">
      <span><kbd>${keyName(key)}</kbd> is the key of ${others.join(" and ")}.</span>
      <button type="button" @click=${() => this.give(command, key)}>Use it here</button>
      <button type="button" @click=${() => this.decide(null)}>Leave it there</button>
    </div>`;
  }

  private resetAll(): TemplateResult {
    const changed = [...this.commands.values()].some(hasChosenKeys);
    const { preferences } = this.session;
    return html`<button
      type="button"
      ?disabled=${!changed}
      @click=${() => resetAllKeys(preferences)}
    >
      Reset all
    </button>`;
  }

  private change(isChanging: boolean): void {
    this.isChanging = isChanging;
    this.wanted = null;
    this.await(null);
  }

  private await(command: Command | null): void {
    this.awaited = command;
    this.requestUpdate();
  }

  private decide(wanted: { command: Command; key: string } | null): void {
    this.wanted = wanted;
    this.requestUpdate();
  }

  private give(command: Command, key: string): void {
    const keys = [...command.keys.filter((other) => other !== key), key];
    giveKeys(this.session.preferences, this.commands, command, keys);
    this.decide(null);
  }

  private readonly onSearch = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value.trim().toLocaleLowerCase();
    this.requestUpdate();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const command = this.awaited;
    const key = pressed(event);
    if (!command || !key) return;
    event.preventDefault();
    this.await(null);
    if (KEPT.has(key)) return;
    if (clashes(this.commands, command, key).length > 0) this.decide({ command, key });
    else this.give(command, key);
  };

  private readonly onClose = (): void => {
    this.query = "";
    this.change(false);
  };
}

customElements.define("es-help-dialog", HelpDialog);
export type { HelpDialog };
