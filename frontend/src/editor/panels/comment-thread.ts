/**
 * One comment with its replies, and what can be done about it.
 *
 *     <es-comment-thread .session=${session} .thread=${thread}></es-comment-thread>
 */
import { css, html, nothing, type TemplateResult } from "lit";
import { base, buttons, fields } from "../../ui/styles";
import type { Remark, Thread } from "../state/comments";
import { Panel } from "./panel";
import { sheetStyles } from "./sheet.styles";

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

class CommentThread extends Panel {
  static override properties = { ...Panel.properties, thread: { attribute: false } };
  declare thread: Thread;
  private editing: number | null = null;
  private removing: number | null = null;
  private problem = "";

  static override styles = [
    base,
    buttons,
    fields,
    sheetStyles,
    css`
      :host {
        gap: 8px;
        padding: 10px 12px;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 6px;
      }
      :host([data-resolved]) {
        background: var(--paper, #f7f6f3);
      }
      .words {
        font-family: var(--font, "Inter Variable"), var(--text-font, serif);
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      .remark {
        display: grid;
        gap: 2px;
      }
      .reply {
        padding-inline-start: 10px;
        border-inline-start: 2px solid var(--line, #dcd9d1);
      }
      .row button {
        min-block-size: 26px;
        padding-block: 1px;
        font-size: 13px;
      }
      form {
        display: grid;
        gap: 6px;
      }
      .resolved {
        color: var(--done, #2f7d4f);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { thread, session } = this;
    const resolved = thread.resolved_at !== null;
    this.toggleAttribute("data-resolved", resolved);
    return html`
      <slot></slot>
      ${this.remark(thread)}
      ${thread.replies.map((reply) => html`<div class="reply">${this.remark(reply)}</div>`)}
      ${
        resolved
          ? html`<p class="small resolved">
              ✓ Resolved${thread.resolved_by ? ` by ${thread.resolved_by}` : nothing}
            </p>`
          : nothing
      }
      ${session.canEdit ? this.answer(resolved) : nothing}
      <p class="error" role="alert">${this.problem}</p>
    `;
  }

  private remark(remark: Remark): TemplateResult {
    const { session } = this;
    const own = remark.mine && session.canEdit && !remark.is_deleted;
    return html`<div class="remark" data-remark=${remark.id}>
      <span class="small quiet"
        ><b>${remark.author ?? "Somebody"}</b> ${WHEN.format(new Date(remark.created_at))}
        ${remark.edited_at ? "· changed" : nothing}</span
      >
      ${this.words(remark)} ${own && this.editing !== remark.id ? this.tools(remark) : nothing}
    </div>`;
  }

  private words(remark: Remark): TemplateResult {
    if (remark.is_deleted) return html`<p class="quiet">This comment was deleted.</p>`;
    if (this.editing !== remark.id) return html`<p class="words" dir="auto">${remark.text}</p>`;
    return html`<form @submit=${(event: SubmitEvent) => this.onEdit(event, remark)}>
      <textarea
        name="text"
        rows="3"
        dir="auto"
        aria-label="Comment"
        .value=${remark.text}
      ></textarea>
      <div class="row">
        <button type="submit" class="primary">Save</button>
        <button type="button" @click=${() => this.edit(null)}>Cancel</button>
      </div>
    </form>`;
  }

  private tools(remark: Remark): TemplateResult {
    const { comments } = this.session;
    if (this.removing === remark.id) {
      return html`<div class="row" role="group" aria-label="Delete this comment?">
        <button
          type="button"
          class="danger"
          @click=${() => this.attempt(() => comments.remove(remark))}
        >
          Delete for good
        </button>
        <button type="button" @click=${() => this.askToRemove(null)}>Keep</button>
      </div>`;
    }
    return html`<div class="row">
      <button type="button" class="plain" @click=${() => this.edit(remark.id)}>Change</button>
      <button type="button" class="plain" @click=${() => this.askToRemove(remark.id)}>
        Delete…
      </button>
    </div>`;
  }

  private answer(resolved: boolean): TemplateResult {
    const { comments } = this.session;
    return html`<form @submit=${this.onReply}>
      <textarea
        name="text"
        rows="1"
        dir="auto"
        aria-label="Reply"
        placeholder="Reply"
        @keydown=${sendByKey}
      ></textarea>
      <div class="row">
        <button type="submit">Reply</button>
        <button
          type="button"
          @click=${() => this.attempt(() => comments.resolve(this.thread, !resolved))}
        >
          ${resolved ? "Open again" : "Resolve"}
        </button>
      </div>
    </form>`;
  }

  private edit(id: number | null): void {
    this.editing = id;
    this.requestUpdate();
  }

  private askToRemove(id: number | null): void {
    this.removing = id;
    this.requestUpdate();
  }

  private onEdit(event: SubmitEvent, remark: Remark): void {
    event.preventDefault();
    const text = textOf(event);
    void this.attempt(async () => {
      await this.session.comments.edit(remark, text);
      this.edit(null);
    });
  }

  private readonly onReply = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const text = textOf(event);
    void this.attempt(async () => {
      await this.session.comments.reply(this.thread, text);
      form.reset();
    });
  };

  private async attempt(deed: () => Promise<void>): Promise<void> {
    try {
      await deed();
      this.problem = "";
    } catch (error) {
      this.problem = error instanceof Error ? error.message : "This was not saved. Try again.";
    }
    this.requestUpdate();
  }
}

/** Ctrl and Enter send what is written. */
export function sendByKey(event: KeyboardEvent): void {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  (event.target as HTMLTextAreaElement).form?.requestSubmit();
}

export function textOf(event: SubmitEvent): string {
  const text = new FormData(event.target as HTMLFormElement).get("text");
  return typeof text === "string" ? text : "";
}

customElements.define("es-comment-thread", CommentThread);
