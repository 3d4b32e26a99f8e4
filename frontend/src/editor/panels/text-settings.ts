/** The sheet with how texts look: type face, size, fit, marks of doubt. */
import { css, html, type TemplateResult } from "lit";
import { base, buttons, fields } from "../../ui/styles";
import { confidenceLook, FONTS, fontFamily, SIZES } from "../state/text-look";
import { confidentStyles, confidentText } from "./confident-text";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

type Look = ReturnType<TextSettings["look"]>;

const OWN = "own";
/** A word as a recogniser reads it: each character a little less sure than the one before. */
const SAMPLE = Array.from("doubtful").map((char, index): [string, number] => [
  char,
  1 - index * index * 0.018,
]);

class TextSettings extends Panel {
  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    confidentStyles,
    css`
      fieldset {
        display: grid;
        gap: 10px;
        margin: 0 0 16px;
        padding: 0;
        border: 0;
      }
      legend {
        margin-block-end: 6px;
        font-weight: 600;
      }
      label.check {
        display: flex;
        flex-direction: row;
        gap: 8px;
        align-items: center;
        min-block-size: 32px;
      }
      label.check input {
        inline-size: 18px;
        min-block-size: 18px;
        accent-color: var(--accent, #1f5f8b);
      }
      .slider {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: 2px 10px;
        align-items: center;
      }
      .slider span {
        grid-column: 1 / -1;
      }
      input[type="range"] {
        min-block-size: 32px;
        padding: 0;
        accent-color: var(--accent, #1f5f8b);
      }
      output {
        min-inline-size: 4ch;
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      .sample {
        margin: 0;
        padding: 8px 12px;
        font-family: var(--line-font, var(--text-font, serif));
        background: var(--paper, #f7f6f3);
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
      .size {
        display: flex;
        gap: 8px;
        align-items: center;
      }
    `,
  ];

  look() {
    return this.session.preferences.get("editor.text");
  }

  private choose(change: Partial<Look>): void {
    this.session.preferences.set("editor.text", { ...this.look(), ...change });
  }

  protected override render(): TemplateResult {
    return html`${this.letters()} ${this.strip()} ${this.doubt()}`;
  }

  protected override updated(): void {
    const { size, spacing } = this.look();
    const sample = this.renderRoot.querySelector<HTMLElement>(".sample");
    sample?.style.setProperty("--line-font", fontFamily(this.session.preferences));
    sample?.style.setProperty("font-size", `${size}px`);
    sample?.style.setProperty("line-height", String(spacing));
  }

  private letters(): TemplateResult {
    const look = this.look();
    const known = look.font in FONTS;
    return html`<fieldset>
      <legend>Letters</legend>
      <label
        >Type face
        <select
          @change=${(event: Event) => {
            const { value } = event.target as HTMLSelectElement;
            this.choose({ font: value === OWN ? "Gentium Plus" : value });
          }}
        >
          ${Object.entries(FONTS).map(
            ([name, { label }]) =>
              html`<option value=${name} .selected=${name === look.font}>${label}</option>`,
          )}
          <option value=${OWN} .selected=${!known}>Another one of this computer</option>
        </select>
      </label>
      ${known ? "" : this.ownFont(look.font)} ${this.sizes(look)}
      ${this.slider("Space between lines", 120, 260, look.spacing * 100, "%", (percent) =>
        this.choose({ spacing: percent / 100 }),
      )}
      <p class="sample" dir="auto">
        ${confidentText(
          {
            text: SAMPLE.map(([char]) => char).join(""),
            confidence: 0.8,
            glyphs: SAMPLE,
            version: 1,
          },
          confidenceLook(this.session.preferences),
        )}
        Ꝑſæꝛ ⁊ שָׁלוֹם سلام ܫܠܡܐ 文字
      </p>
    </fieldset>`;
  }

  private ownFont(font: string): TemplateResult {
    return html`<label
      >Its name
      <input
        type="text"
        maxlength="80"
        .value=${font}
        @change=${(event: Event) => {
          const name = (event.target as HTMLInputElement).value.trim();
          this.choose({ font: name || "serif" });
        }}
      />
    </label>`;
  }

  private sizes(look: Look): TemplateResult {
    const button = (id: string, sign: string, most: number | undefined) => {
      const command = this.command(id);
      return html`<button
        type="button"
        class="icon"
        aria-label=${command.label}
        title=${command.label}
        ?disabled=${look.size === most}
        @click=${() => command.run()}
      >
        ${sign}
      </button>`;
    };
    return html`<div class="size" role="group" aria-label="Size">
      <span class="grow">Size</span>
      ${button("text-smaller", "A−", SIZES[0])}
      <output>${look.size} px</output>
      ${button("text-larger", "A+", SIZES.at(-1))}
    </div>`;
  }

  private strip(): TemplateResult {
    return html`<fieldset>
      <legend>Open line</legend>
      ${this.check("fit", "As wide as the line on the image")}
      ${this.check("neighbours", "Neighbours dimly in view")}
    </fieldset>`;
  }

  private doubt(): TemplateResult {
    const look = this.look();
    return html`<fieldset>
      <legend>Doubt</legend>
      ${this.slider("Mark what is less sure than", 0, 100, look.threshold * 100, "%", (percent) =>
        this.choose({ threshold: percent / 100 }),
      )}
      <p class="quiet">
        Such characters are underlined, and Tab goes to lines that are less sure, or empty.
      </p>
      ${this.check("colours", "Colour characters by confidence")}
      ${this.slider("Strength of the colours", 1, 10, look.scale, "", (scale) =>
        this.choose({ scale }),
      )}
    </fieldset>`;
  }

  private check(what: "fit" | "neighbours" | "colours", label: string): TemplateResult {
    return html`<label class="check">
      <input
        type="checkbox"
        .checked=${this.look()[what]}
        @change=${(event: Event) =>
          this.choose({ [what]: (event.target as HTMLInputElement).checked })}
      />
      ${label}
    </label>`;
  }

  private slider(
    label: string,
    least: number,
    most: number,
    value: number,
    unit: string,
    choose: (value: number) => void,
  ): TemplateResult {
    const now = Math.round(value);
    return html`<label class="slider">
      <span>${label}</span>
      <input
        type="range"
        min=${least}
        max=${most}
        .value=${String(now)}
        @input=${(event: Event) => choose(Number((event.target as HTMLInputElement).value))}
      />
      <output>${now}${unit ? ` ${unit}` : ""}</output>
    </label>`;
  }
}

customElements.define("es-text-settings", TextSettings);
