/** The sheet that finds characters by name, by code point, or by themselves, and types them. */
import { css, html, nothing, type TemplateResult } from "lit";
import { request } from "../../api/client";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import { capOf } from "../model/keyboard";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

interface Found {
  readonly character: string;
  readonly code: string;
  readonly name: string;
}

const WAIT_MS = 200;
const RECENT = 24;
const FAVOURITES = 48;

class Characters extends Panel {
  private found: readonly Found[] = [];
  private query = "";
  private problem = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    css`
      ul {
        display: grid;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        display: flex;
        align-items: stretch;
      }
      .found {
        flex: 1;
        display: grid;
        grid-template-columns: 34px 1fr;
        gap: 8px;
        justify-content: start;
        min-inline-size: 0;
        min-block-size: 40px;
        text-align: start;
        white-space: normal;
        border-color: transparent;
      }
      .found .glyph {
        text-align: center;
      }
      .keys {
        display: flex;
        flex-wrap: wrap;
        gap: 4px;
      }
      .keys button {
        min-inline-size: 36px;
        min-block-size: 36px;
        padding: 2px 6px;
      }
      button[aria-pressed="true"] svg {
        fill: currentColor;
      }
    `,
  ];

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("input")?.focus();
  }

  protected override render(): TemplateResult {
    const { recent, favourites } = this.session.preferences.get("editor.characters");
    return html`
      <label
        >Name, code point, or the character itself
        <input
          type="search"
          autocomplete="off"
          spellcheck="false"
          placeholder="long s · U+017F · ſ"
          @input=${this.onInput}
          @keydown=${this.onKey}
        />
      </label>
      ${this.known("Favourites", favourites)} ${this.known("Used recently", recent)}
      ${this.results()}
      <p class="error" role="alert">${this.problem}</p>
    `;
  }

  private known(label: string, characters: readonly string[]): TemplateResult | typeof nothing {
    if (characters.length === 0 || this.query !== "") return nothing;
    return html`<section class="field" aria-label=${label}>
      <h3>${label}</h3>
      <div class="keys">
        ${characters.map(
          (character) =>
            html`<button
              type="button"
              class="glyph"
              title=${codeOf(character)}
              aria-label="${character} ${codeOf(character)}"
              @mousedown=${keepFocus}
              @click=${() => this.insert(character)}
            >
              ${capOf({ character })}
            </button>`,
        )}
      </div>
    </section>`;
  }

  private results(): TemplateResult | typeof nothing {
    if (this.query === "") return nothing;
    if (this.found.length === 0) return html`<p class="quiet">No character is called that.</p>`;
    const { favourites } = this.session.preferences.get("editor.characters");
    return html`<ul aria-label="Found characters">
      ${this.found.map(({ character, code, name }) => {
        const kept = favourites.includes(character);
        return html`<li>
          <button
            type="button"
            class="found"
            data-character=${code}
            @mousedown=${keepFocus}
            @click=${() => this.insert(character)}
          >
            <span class="glyph">${capOf({ character })}</span>
            <span>${sentence(name)}<br /><span class="quiet small">${code}</span></span>
          </button>
          <button
            type="button"
            class="icon"
            aria-pressed=${kept ? "true" : "false"}
            aria-label="Favourite: ${sentence(name)}"
            title=${kept ? "Take out of the favourites" : "Keep with the favourites"}
            @click=${() => this.keep(character, !kept)}
          >
            ${icon("star")}
          </button>
        </li>`;
      })}
    </ul>`;
  }

  private readonly onInput = (event: Event): void => {
    this.query = (event.target as HTMLInputElement).value.trim();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.search(), WAIT_MS);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const [first] = this.found;
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    clearTimeout(this.timer);
    if (first && this.query !== "") this.insert(first.character);
  };

  private async search(): Promise<void> {
    const { query } = this;
    const { characters } = this.session.bootstrap.urls;
    try {
      const found = query
        ? await request<Found[]>("GET", `${characters ?? ""}?q=${encodeURIComponent(query)}`)
        : [];
      if (query !== this.query) return;
      this.found = found;
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "The search did not work.";
    }
    this.requestUpdate();
  }

  private insert(character: string): void {
    if (!this.session.insertText(character)) {
      this.problem = "Open a line first: the character is typed where its caret is.";
      this.requestUpdate();
      return;
    }
    this.problem = "";
    const { recent, favourites } = this.session.preferences.get("editor.characters");
    const others = recent.filter((other) => other !== character);
    const now = [character, ...others].slice(0, RECENT);
    this.session.preferences.set("editor.characters", { recent: now, favourites });
  }

  private keep(character: string, keep: boolean): void {
    const { recent, favourites } = this.session.preferences.get("editor.characters");
    const others = favourites.filter((other) => other !== character);
    const now = keep ? [...others, character].slice(-FAVOURITES) : others;
    this.session.preferences.set("editor.characters", { recent, favourites: now });
  }
}

/** A click on a button that types must leave the caret in the line. */
function keepFocus(event: MouseEvent): void {
  event.preventDefault();
}

function codeOf(character: string): string {
  const codes = Array.from(character, (letter) => letter.codePointAt(0) ?? 0);
  return codes.map((code) => `U+${code.toString(16).toUpperCase().padStart(4, "0")}`).join(" ");
}

function sentence(name: string): string {
  return name.charAt(0) + name.slice(1).toLowerCase();
}

customElements.define("es-characters", Characters);
