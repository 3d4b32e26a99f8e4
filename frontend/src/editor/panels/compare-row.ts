/**
 * What another layer says on a line, below our own text, with the differences marked.
 *
 *     <es-compare-row .session=${session} .uid=${uid} .ours=${"thc"} .theirs=${"the"}></es-compare-row>
 *
 * What ours lacks is underlined, what ours has more is struck through. A word that differs is a
 * button that puts it into the text. Differences are worked out only while the row is in view.
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { differences, type Piece, sameWords, type Word, wordsOf } from "../model/char-diff";
import type { Uid } from "../model/types";
import type { Session } from "../state/session";
import { icon } from "../../ui/icons";
import { base, buttons } from "../../ui/styles";
import { differenceStyles } from "./difference.styles";

class CompareRow extends LitElement {
  static override properties = {
    session: { attribute: false },
    uid: { attribute: false },
    ours: { attribute: false },
    theirs: { attribute: false },
    layer: { attribute: false },
    seen: { state: true },
  };
  declare session: Session;
  declare uid: Uid;
  declare ours: string;
  declare theirs: string;
  declare layer: string;
  declare private seen: boolean;
  private readonly watcher = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) this.seen = true;
  });

  static override styles = [
    base,
    buttons,
    differenceStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 34px 1fr auto;
        align-items: baseline;
        padding: 0 14px 4px;
      }
      .sign {
        color: var(--quiet, #5d6168);
      }
      .sign svg {
        inline-size: 16px;
        block-size: 16px;
        vertical-align: -3px;
      }
      .text {
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
        font-size: var(--text-size, 17px);
        line-height: 28px;
        overflow-wrap: anywhere;
        white-space: pre-wrap;
        color: var(--quiet, #5d6168);
        text-align: start;
      }
      button.word {
        display: inline;
        min-block-size: 0;
        padding: 0 1px;
        color: inherit;
        font: inherit;
        white-space: normal;
        border: 0;
        border-radius: 3px;
      }
      .keep {
        white-space: pre-wrap;
      }
      .note {
        font-style: italic;
      }
      .take {
        min-inline-size: 32px;
      }
      @media (pointer: coarse) {
        .take {
          min-block-size: 44px;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.seen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.watcher.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.watcher.disconnect();
  }

  protected override render(): TemplateResult {
    const { session, uid, layer } = this;
    return html`
      <span class="sign" title=${`In the layer ${layer}`}>
        ${icon("compare")}<span class="hidden-label">In the layer ${layer}: </span>
      </span>
      <span class="text" dir=${session.textDirection}>${this.text()}</span>
      ${
        session.canEdit
          ? html`<button
              type="button"
              class="take"
              title="Put this line into the layer that is shown (F8 on the open line)"
              @click=${() => session.compare.takeLine(uid)}
            >
              Take
            </button>`
          : nothing
      }
    `;
  }

  private text(): TemplateResult | string | (TemplateResult | string)[] {
    const { ours, theirs } = this;
    if (theirs === "") return html`<span class="note">no text there</span>`;
    if (sameWords(ours, theirs)) {
      return html`<span class="note">the same letters, encoded in another way</span>`;
    }
    if (!this.seen) return theirs;
    return wordsOf(differences(ours, theirs)).map((word) => this.word(word));
  }

  private word(word: Word): TemplateResult | string {
    if (!word.differs) return word.theirs;
    const { session, uid } = this;
    const pieces = word.pieces.map(shown);
    if (!session.canEdit) return html`<span>${pieces}</span>`;
    const words = word.theirs.trim() === "" ? "Take out what is struck" : `Put in “${word.theirs}”`;
    const take = () => session.compare.takeWord(uid, word.from, word.to, word.theirs);
    return html`<button
      type="button"
      class="word"
      title=${words}
      aria-label=${words}
      @click=${take}
    >
      <span class="keep">${pieces}</span>
    </button>`;
  }
}

/** One piece: what is only ours struck through, what is only theirs underlined. */
export function shown(piece: Piece): TemplateResult {
  if (piece.same) return html`${piece.theirs}`;
  return html`${piece.ours === "" ? nothing : html`<del>${piece.ours}</del>`}${
    piece.theirs === "" ? nothing : html`<ins>${piece.theirs}</ins>`
  }`;
}

customElements.define("es-compare-row", CompareRow);
