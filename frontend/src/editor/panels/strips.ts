/**
 * The lines as strips of the image with their text below; the open one is a field.
 *
 *     <es-strips .session=${session} .commands=${commands}></es-strips>
 */
import { css, html, type TemplateResult } from "lit";
import type { Line } from "../model/types";
import type { PanelKey } from "../state/command";
import "./line-strip";
import { TranscriptionList } from "./transcription-list";

class Strips extends TranscriptionList {
  override readonly panel: PanelKey = "strips";

  static override styles = [
    ...TranscriptionList.styles,
    css`
      /* Number and type stand beside the text, not beside its image. */
      button.row {
        align-items: last baseline;
      }
    `,
  ];

  protected override looks(): readonly unknown[] {
    return [...super.looks(), this.session.image, this.lineHeight];
  }

  protected override readonly lead = (line: Line): TemplateResult => {
    const { session } = this;
    return html`<es-line-strip
      dir=${session.textDirection === "rtl" ? "rtl" : "ltr"}
      .lazy=${true}
      .line=${line}
      .pageWidth=${session.page.part.width}
      .image=${session.image}
      .lineHeight=${this.lineHeight}
      .vertical=${session.vertical}
    ></es-line-strip>`;
  };
}

customElements.define("es-strips", Strips);
