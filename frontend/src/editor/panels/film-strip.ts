/** All pages of the document as small pictures, those in view only; it can be folded away. */
import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { request } from "../../api/client";
import { icon } from "../../ui/icons";
import { base, buttons } from "../../ui/styles";
import type { Film, FilmFrame, PartStatus } from "../model/types";
import { FilmPages } from "../state/film";
import { Panel } from "./panel";

/** The width of a frame with the gap beside it. */
const PITCH = 54;
/** Frames beyond the edges that are there already. */
const BEYOND = 6;
const WORDS: Readonly<Record<PartStatus, string>> = {
  todo: "to do",
  in_progress: "in progress",
  to_review: "to review",
  done: "done",
};

class FilmStrip extends Panel {
  private pages: FilmPages | null = null;
  private first = 0;
  private last = 0;
  private stopPages: () => void = () => undefined;
  private readonly resized = new ResizeObserver(() => this.onScroll());

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 6px;
        min-inline-size: 0;
        padding: 4px 8px;
        background: var(--surface, #fff);
        border-block-start: 1px solid var(--line, #dcd9d1);
      }
      nav {
        flex: 1;
        min-inline-size: 0;
        overflow-x: auto;
        overflow-y: hidden;
        scrollbar-width: thin;
      }
      ol {
        position: relative;
        block-size: 70px;
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        position: absolute;
        inset-block-start: 3px;
      }
      a {
        position: relative;
        display: grid;
        grid-template: 100% / 100%;
        place-items: center;
        inline-size: 46px;
        block-size: 62px;
        margin-inline: 4px;
        font-size: 12px;
        font-variant-numeric: tabular-nums;
        color: var(--quiet, #5d6168);
        text-decoration: none;
        border-radius: 3px;
        background: var(--sunken, #e9e7e1);
      }
      img {
        display: block;
        inline-size: 100%;
        block-size: 100%;
        object-fit: cover;
        border-radius: 3px;
        opacity: 0.75;
      }
      .number {
        position: absolute;
        inset-block-end: 0;
        inset-inline-start: 0;
        padding: 0 4px;
        font-size: 11px;
        line-height: 15px;
        color: var(--ink, #1d1f22);
        background: var(--surface, #fff);
        border-start-end-radius: 4px;
        border-end-start-radius: 3px;
      }
      .mark {
        position: absolute;
        inset-block-start: 2px;
        inset-inline-end: 2px;
        display: grid;
        place-items: center;
        inline-size: 15px;
        block-size: 15px;
        color: var(--ink, #1d1f22);
        background: var(--surface, #fff);
        border-radius: 50%;
      }
      .mark.done {
        color: var(--done, #2f7d4f);
      }
      .mark.to_review {
        color: var(--attention, #945400);
      }
      .mark svg {
        inline-size: 13px;
        block-size: 13px;
      }
      a:hover img,
      a[aria-current] img {
        opacity: 1;
      }
      a[aria-current] {
        outline: 2px solid var(--accent, #1f5f8b);
        outline-offset: 1px;
      }
      a[aria-current] .number {
        font-weight: 600;
      }
      :host([data-folded]) {
        display: none;
      }
      /* A phone on its side has no height to spare. */
      @media (max-height: 480px) {
        :host {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const { filmstrip, urls } = this.session.bootstrap;
    const { film } = urls;
    const load = (start: number, count: number) =>
      request<Film>("GET", `${film}?start=${start}&count=${count}`);
    this.pages = new FilmPages(filmstrip, film ? load : undefined);
    this.stopPages = this.pages.observe(() => this.requestUpdate());
    this.last = this.here + BEYOND;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopPages();
    this.resized.disconnect();
  }

  protected override render(): TemplateResult {
    const { page, preferences } = this.session;
    const folded = !preferences.get("editor.film");
    this.toggleAttribute("data-folded", folded);
    if (folded || !this.pages) return html`${nothing}`;
    const places = Array.from({ length: this.last - this.first + 1 }, (_, at) => this.first + at);
    return html`
      <button
        type="button"
        class="icon fold"
        title="Hide the strip of pages"
        aria-label="Hide the strip of pages"
        aria-expanded="true"
        @click=${() => this.command("film").run()}
      >
        ${icon("film")}
      </button>
      <nav dir=${page.document.read_direction} aria-label="Pages" @scroll=${this.onScroll}>
        <ol @keydown=${this.onKey}>
          ${repeat(
            places,
            (place) => place,
            (place) => this.frame(place),
          )}
        </ol>
      </nav>
    `;
  }

  protected override updated(): void {
    const strip = this.renderRoot.querySelector<HTMLElement>("nav");
    const list = strip?.querySelector<HTMLElement>("ol");
    if (!strip || !list) return;
    list.style.inlineSize = `${(this.pages?.count ?? 0) * PITCH}px`;
    for (const item of list.querySelectorAll<HTMLElement>("li")) {
      item.style.insetInlineStart = `${Number(item.dataset["place"]) * PITCH}px`;
    }
    if (strip.dataset["placed"]) return;
    strip.dataset["placed"] = "yes";
    this.resized.observe(strip);
    this.center(strip, this.here);
  }

  private get here(): number {
    return this.session.page.part.order;
  }

  /** What is known of a page; of the one that is open, what it is now. */
  private frameAt(place: number): FilmFrame | null {
    const { part } = this.session.page;
    const frame = this.pages?.at(place) ?? null;
    return frame?.id === part.id ? { ...frame, title: part.title, status: part.status } : frame;
  }

  private frame(place: number): TemplateResult {
    const here = place === this.here;
    const frame = this.frameAt(place);
    const words = frame ? this.words(frame) : `Page ${place + 1}`;
    return html`<li data-place=${place}>
      <a
        href=${frame ? this.session.partUrl(frame.id) : nothing}
        tabindex=${here ? 0 : -1}
        title=${words}
        aria-label=${words}
        aria-current=${here ? "page" : nothing}
        @click=${(event: MouseEvent) => this.go(event, frame, here)}
        >${frame ? this.picture(frame) : nothing}<span class="number">${place + 1}</span></a
      >
    </li>`;
  }

  private picture({ thumbnail, status }: FilmFrame): TemplateResult {
    return html`${thumbnail ? html`<img src=${thumbnail} alt="" loading="lazy" />` : nothing}
    ${
      status === "todo"
        ? nothing
        : html`<span class="mark ${status}">${icon(`status-${status}`)}</span>`
    }`;
  }

  private words(frame: FilmFrame): string {
    return `${frame.title}, ${WORDS[frame.status]}`;
  }

  private go(event: MouseEvent, frame: FilmFrame | null, here: boolean): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (frame && !here) this.session.goToPart(frame.id);
  }

  private center(strip: HTMLElement, place: number): void {
    const at = place * PITCH + PITCH / 2 - strip.clientWidth / 2;
    const rtl = this.session.page.document.read_direction === "rtl";
    strip.scrollLeft = rtl ? -at : at;
    this.onScroll();
  }

  private readonly onScroll = (): void => {
    const strip = this.renderRoot.querySelector<HTMLElement>("nav");
    if (!strip || !this.pages) return;
    const from = Math.floor(Math.abs(strip.scrollLeft) / PITCH) - BEYOND;
    const to = from + Math.ceil(strip.clientWidth / PITCH) + 2 * BEYOND;
    this.first = Math.max(from, 0);
    this.last = Math.min(to, this.pages.count - 1);
    this.pages.want(this.first, this.last);
    this.requestUpdate();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const item = event.composedPath().find((node) => node instanceof HTMLLIElement);
    if (!item || !this.pages || event.ctrlKey || event.altKey || event.metaKey) return;
    const rtl = this.session.page.document.read_direction === "rtl";
    const place = Number(item.dataset["place"]);
    const ways: Record<string, number> = {
      ArrowLeft: place + (rtl ? 1 : -1),
      ArrowRight: place + (rtl ? -1 : 1),
      Home: 0,
      End: this.pages.count - 1,
    };
    const wanted = ways[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    void this.focusFrame(Math.max(0, Math.min(wanted, this.pages.count - 1)));
  };

  private async focusFrame(place: number): Promise<void> {
    const strip = this.renderRoot.querySelector<HTMLElement>("nav");
    if (strip && (place < this.first + BEYOND || place > this.last - BEYOND)) {
      this.center(strip, place);
    }
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`[data-place="${place}"] a`)?.focus();
  }
}

customElements.define("es-film-strip", FilmStrip);
