/** The head of the text over the page: how much of the image is seen, size of type, confidence. */
import { css, html, type TemplateResult } from "lit";
import { base, buttons } from "../../ui/styles";
import { iconButton } from "./command-button";
import { Panel } from "./panel";

class OverPageBar extends Panel {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        align-items: center;
        flex-wrap: wrap;
        gap: 2px 8px;
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }
      input {
        inline-size: 90px;
        min-block-size: 28px;
        accent-color: var(--accent, #1f5f8b);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const image = Math.round(100 * this.session.preferences.get("editor.over_page_image"));
    return html`
      <label title="How much of the image is seen under the text">
        Image
        <input
          type="range"
          min="0"
          max="100"
          step="5"
          aria-label="Image under the text, in percent"
          .value=${String(image)}
          @input=${this.onImage}
        />
      </label>
      <span>
        ${iconButton(this.command("over-page-smaller"))}${iconButton(this.command("over-page-larger"))}${iconButton(this.command("over-page-confidence"))}
      </span>
    `;
  }

  private readonly onImage = (event: Event): void => {
    const share = Number((event.target as HTMLInputElement).value) / 100;
    this.session.preferences.set("editor.over_page_image", share);
  };
}

customElements.define("es-over-page-bar", OverPageBar);
