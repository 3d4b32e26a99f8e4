/** The sheet of comments: what is said of the line, the region, the page; and a new one. */
import { css, html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { base, buttons, fields } from "../../ui/styles";
import type { CommentPlace } from "../model/types";
import type { Thread } from "../state/comments";
import { sendByKey, textOf } from "./comment-thread";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

type Filter = "unresolved" | "here" | "all";

const FILTERS: readonly (readonly [Filter, string])[] = [
  ["unresolved", "Unresolved"],
  ["here", "This line"],
  ["all", "All of the page"],
];

class CommentsSheet extends Panel {
  private filter: Filter = "unresolved";
  private problem = "";
  /** The page itself is meant, although a line is open. */
  private ofPage = false;

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    css`
      .threads {
        display: grid;
        gap: 10px;
      }
      form {
        display: grid;
        gap: 6px;
      }
      .place {
        justify-content: start;
        padding: 0;
        font-size: 12px;
        color: var(--accent, #1f5f8b);
        border: 0;
      }
      .quote {
        font-family: var(--text-font, "Noto Serif Variable", Georgia, serif);
        display: block;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.session.sheet?.about === "here") this.filter = "here";
    void this.read();
  }

  /** Whoever asks for the sheet itself writes; a mark at a line or a link opens it for reading. */
  protected override firstUpdated(): void {
    if (this.session.sheet?.about !== undefined) return;
    this.renderRoot.querySelector("textarea")?.focus();
  }

  protected override render(): TemplateResult {
    const { comments, canEdit } = this.session;
    const { threads } = comments;
    return html`
      ${canEdit ? this.writing() : nothing}
      <div class="row" role="group" aria-label="Show">
        ${FILTERS.map(
          ([filter, label]) =>
            html`<button
              type="button"
              aria-pressed=${this.filter === filter ? "true" : "false"}
              @click=${() => this.show(filter)}
            >
              ${label}
            </button>`,
        )}
      </div>
      ${threads === null ? html`<p class="quiet">${this.problem || "Looking…"}</p>` : this.list(threads)}
    `;
  }

  /** What a new comment is about: the selected region, the open line, or the page. */
  private get place(): CommentPlace {
    const { selection, page } = this.session;
    const [region] = selection.regions;
    if (this.ofPage) return { line: null, region: null };
    if (region) return { line: null, region };
    const { current } = selection;
    return { line: current && page.lines.has(current) ? current : null, region: null };
  }

  private writing(): TemplateResult {
    const { place } = this;
    const name = this.nameOf(place);
    const other = this.ofPage
      ? "Comment on the line or region instead"
      : "Comment on the page instead";
    const both = this.ofPage || place.line !== null || place.region !== null;
    return html`<form @submit=${this.onAdd}>
      <label
        >Comment on ${name}
        <textarea name="text" rows="3" dir="auto" @keydown=${sendByKey}></textarea>
      </label>
      <div class="row">
        <button type="submit" class="primary">Comment</button>
        ${both ? html`<button type="button" class="place" @click=${this.toggleOfPage}>${other}</button>` : nothing}
      </div>
      <p class="error" role="alert">${this.problem}</p>
    </form>`;
  }

  private list(threads: readonly Thread[]): TemplateResult {
    const shown = threads.filter((thread) => this.isShown(thread));
    if (shown.length === 0) return html`<p class="quiet">${this.emptyWords()}</p>`;
    return html`<div class="threads">
      ${repeat(
        shown,
        ({ id }) => id,
        (thread) =>
          html`<es-comment-thread
            .session=${this.session}
            .commands=${this.commands}
            .thread=${thread}
            >${this.about(thread)}</es-comment-thread
          >`,
      )}
    </div>`;
  }

  private isShown(thread: Thread): boolean {
    if (this.filter === "all") return true;
    if (this.filter === "unresolved") return thread.resolved_at === null;
    const { line, region } = this.place;
    return thread.line === line && thread.region === region;
  }

  private emptyWords(): string {
    if (this.filter === "here") return `Nothing is said of ${this.nameOf(this.place)}.`;
    return this.filter === "all" ? "Nothing is said here yet." : "No comment waits for an answer.";
  }

  /** Leads to what the comment is about; the words of a line that is gone stay. */
  private about(thread: Thread): TemplateResult {
    const quote = thread.quote
      ? html`<bdi class="quote quiet small">“${thread.quote}”</bdi>`
      : nothing;
    const gone = this.isGone(thread);
    if (gone) return html`<span class="small quiet">${gone}</span>${quote}`;
    return html`<button type="button" class="place" @click=${() => this.goTo(thread)}>
        ${capital(this.nameOf(thread))}</button
      >${quote}`;
  }

  private isGone({ line, region }: CommentPlace): string {
    const { page } = this.session;
    if (line && !page.lines.has(line)) return "A line that is gone";
    return region && !page.regions.has(region) ? "A region that is gone" : "";
  }

  private nameOf({ line, region }: CommentPlace): string {
    const { page } = this.session;
    if (line) return `line ${page.order.indexOf(line) + 1}`;
    if (!region) return "the page";
    const type = page.regionTypes.find(({ id }) => id === page.regions.get(region)?.type);
    return type ? `the region ${type.name}` : "the region";
  }

  private goTo({ line, region }: CommentPlace): void {
    const { session } = this;
    if (line) session.openLine(line);
    else if (region) session.selection.selectRegions([region]);
    else session.selection.clear();
  }

  private show(filter: Filter): void {
    this.filter = filter;
    this.requestUpdate();
  }

  private readonly toggleOfPage = (): void => {
    this.ofPage = !this.ofPage;
    this.requestUpdate();
  };

  private readonly onAdd = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.add(event.target as HTMLFormElement, textOf(event));
  };

  /** A line that was just drawn must be on the server before it is commented on. */
  private async add(form: HTMLFormElement, text: string): Promise<void> {
    const { session } = this;
    try {
      await session.sync?.flush();
      await session.comments.add(text, this.place, session.page.layer);
      form.reset();
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "This was not saved. Try again.";
    }
    this.requestUpdate();
  }

  private async read(): Promise<void> {
    try {
      await this.session.comments.read();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "The comments cannot be read now.";
      this.requestUpdate();
    }
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

customElements.define("es-comments", CommentsSheet);
