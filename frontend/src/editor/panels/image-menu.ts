/** How the image is seen: its size, its direction, its light; only on this screen. */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { DEFAULTS, type Values } from "../state/preferences";
import { commandRow, commandRows } from "./command-list";
import { Panel } from "./panel";

type Light = "brightness" | "contrast";

const SIZE = ["fit-page", "fit-width", "fit-line", "zoom-in", "zoom-out", "view-reset"];
const SHOWN = ["toggle-lines", "toggle-masks", "toggle-regions", "toggle-numbers"];
const TURN = ["rotate-right", "rotate-left"];
const TURN_PAGE = ["turn-page-right", "turn-page-left"];
const LIGHTS: readonly (readonly [Light, string, number, number])[] = [
  ["brightness", "Brightness", 40, 180],
  ["contrast", "Contrast", 50, 300],
];

/** The look of the image as a CSS filter. */
export function imageFilter(look: Values["editor.image"]): string {
  const parts = [
    look.brightness === 100 ? "" : `brightness(${look.brightness / 100})`,
    look.contrast === 100 ? "" : `contrast(${look.contrast / 100})`,
    look.invert ? "invert(1)" : "",
  ];
  return parts.filter(Boolean).join(" ") || "none";
}

class ImageMenu extends Panel {
  static override styles = [
    base,
    buttons,
    commandRows,
    css`
      :host {
        display: block;
        inline-size: 20rem;
        max-inline-size: 100%;
      }
      label {
        display: grid;
        grid-template-columns: 6rem 1fr 3.5rem;
        align-items: center;
        min-block-size: 36px;
        padding-inline: 10px;
      }
      input {
        min-inline-size: 0;
        accent-color: var(--accent, #1f5f8b);
      }
      output {
        text-align: end;
        font-variant-numeric: tabular-nums;
      }
      p {
        margin: 6px 10px;
        overflow-wrap: anywhere;
        font-size: 13px;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { part } = this.session.page;
    const look = this.session.preferences.get("editor.image");
    const row = (id: string) => commandRow(this.command(id), true);
    return html`
      <div class="rows">
        ${SIZE.map(row)}
        <hr />
        ${TURN.map(row)} ${this.session.canEdit ? TURN_PAGE.map(row) : nothing}
        <hr />
        ${SHOWN.map(row)}
        <hr />
      </div>
      ${LIGHTS.map(([name, label, least, most]) => this.slider(name, label, [least, most]))}
      <div class="rows">
        ${row("invert")}
        ${
          imageFilter(look) === "none"
            ? nothing
            : html`<button type="button" @click=${this.reset}>Show the image as it is</button>`
        }
        <hr />
        ${row("download-image")}
      </div>
      <p class="quiet">
        <span dir="auto">${part.name}</span><br />${part.width} × ${part.height} pixels
      </p>
    `;
  }

  private slider(name: Light, label: string, [min, max]: [number, number]): TemplateResult {
    const value = this.session.preferences.get("editor.image")[name];
    return html`<label
      ><span>${label}</span>
      <input
        type="range"
        min=${min}
        max=${max}
        step="5"
        .value=${String(value)}
        @input=${(event: Event) => {
          const number = Number((event.target as HTMLInputElement).value);
          const { preferences } = this.session;
          preferences.set("editor.image", { ...preferences.get("editor.image"), [name]: number });
        }}
      />
      <output>${value} %</output></label
    >`;
  }

  private readonly reset = (): void => {
    this.session.preferences.set("editor.image", DEFAULTS["editor.image"]);
  };
}

customElements.define("es-image-menu", ImageMenu);
