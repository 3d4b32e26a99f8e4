/** The neighbouring pages as small pictures; it can be folded away. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import { base, buttons } from "../../ui/styles";
import { Panel } from "./panel";

const FOLDED = "editor-film-folded";

class FilmStrip extends Panel {
  private folded = localStorage.getItem(FOLDED) === "yes";

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 6px;
        padding: 6px 12px;
        background: var(--surface, #fff);
        border-block-start: 1px solid var(--line, #dcd9d1);
      }
      nav {
        display: flex;
        gap: 6px;
        padding: 3px;
        overflow-x: auto;
        scrollbar-width: thin;
      }
      a {
        flex: none;
        display: block;
        inline-size: 46px;
        block-size: 62px;
        border-radius: 3px;
        opacity: 0.75;
        background: var(--sunken, #e9e7e1);
      }
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
        border-radius: 3px;
      }
      a:hover {
        opacity: 1;
      }
      a[aria-current] {
        opacity: 1;
        outline: 2px solid var(--accent, #1f5f8b);
      }
      :host([data-folded]) {
        padding-block: 0;
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { page, bootstrap } = this.session;
    this.toggleAttribute("data-folded", this.folded);
    const label = this.folded ? "Show the neighbouring pages" : "Hide the neighbouring pages";
    return html`
      <button
        type="button"
        class="icon"
        title=${label}
        aria-label=${label}
        aria-expanded=${this.folded ? "false" : "true"}
        @click=${this.fold}
      >
        ${icon("film")}
      </button>
      ${
        this.folded
          ? nothing
          : html`<nav dir=${page.document.read_direction} aria-label="Pages">
              ${bootstrap.filmstrip.map((frame) => this.frame(frame.id, frame.title, frame.thumbnail))}
            </nav>`
      }
    `;
  }

  protected override firstUpdated(): void {
    const current = this.renderRoot.querySelector("[aria-current]");
    current?.scrollIntoView({ inline: "center", block: "nearest" });
  }

  private frame(id: number, title: string, thumbnail: string): TemplateResult {
    const here = id === this.session.page.part.id;
    return html`<a
      href=${this.session.partUrl(id)}
      title=${title}
      aria-current=${here ? "page" : nothing}
      @click=${(event: MouseEvent) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (!here) this.session.goToPart(id);
      }}
    >
      ${thumbnail ? html`<img src=${thumbnail} alt=${title} loading="lazy" />` : title}
    </a>`;
  }

  private readonly fold = (): void => {
    this.folded = !this.folded;
    localStorage.setItem(FOLDED, this.folded ? "yes" : "no");
    this.requestUpdate();
  };
}

customElements.define("es-film-strip", FilmStrip);
