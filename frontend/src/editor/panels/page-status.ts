/** How far people are with the page and whose it is, and how many comments wait for an answer. */
import { css, html, nothing, type TemplateResult } from "lit";
import { request } from "../../api/client";
import { icon } from "../../ui/icons";
import { base, buttons, fields } from "../../ui/styles";
import type { PartStatus } from "../model/types";
import { hint } from "../state/command";
import { Panel } from "./panel";

export const STATUSES: readonly (readonly [PartStatus, string])[] = [
  ["todo", "To do"],
  ["in_progress", "In progress"],
  ["to_review", "To review"],
  ["done", "Done"],
];

class PageStatus extends Panel {
  static override styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 6px;
        white-space: nowrap;
      }
      .status {
        position: relative;
        display: inline-flex;
        align-items: center;
        gap: 4px;
        min-block-size: 28px;
        padding-inline: 6px 8px;
        border: 1px solid var(--line, #dcd9d1);
        border-radius: 99px;
      }
      .status svg,
      .count svg {
        inline-size: 16px;
        block-size: 16px;
      }
      .done {
        color: var(--done, #2f7d4f);
        background: var(--done-soft, transparent);
        border-color: currentColor;
        font-weight: 600;
      }
      .to_review {
        color: var(--attention, #945400);
        border-color: currentColor;
      }
      .in_progress {
        color: var(--accent, #1f5f8b);
        border-color: currentColor;
      }
      .status select {
        position: absolute;
        inset: 0;
        inline-size: 100%;
        min-block-size: 0;
        opacity: 0;
        cursor: pointer;
      }
      .status:focus-within {
        outline: 2px solid var(--accent, #1f5f8b);
        outline-offset: 1px;
      }
      .who {
        max-inline-size: 12ch;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .count {
        gap: 3px;
        padding-inline: 8px;
        border-color: transparent;
        font-variant-numeric: tabular-nums;
      }
      .count.open {
        color: var(--attention, #945400);
      }
    `,
  ];

  protected override render(): TemplateResult {
    const { part } = this.session.page;
    const label = STATUSES.find(([status]) => status === part.status)?.[1] ?? part.status;
    return html`
      <span class="status ${part.status}" title="Status of the page">
        ${icon(`status-${part.status}`)} ${label} ${this.session.canEdit ? this.choice() : nothing}
      </span>
      ${this.offer()} ${this.who()} ${this.comments()}
    `;
  }

  private choice(): TemplateResult {
    const { status } = this.session.page.part;
    return html`<select
      aria-label="Status of the page"
      @change=${(event: Event) => {
        void this.save({ status: (event.target as HTMLSelectElement).value });
      }}
    >
      ${STATUSES.map(
        ([value, label]) =>
          html`<option value=${value} .selected=${value === status}>${label}</option>`,
      )}
    </select>`;
  }

  /** Typing never changes the status by itself; who begins a page is offered to say so. */
  private offer(): TemplateResult | typeof nothing {
    const { page, canEdit, history, bootstrap } = this.session;
    const { status, assignee } = page.part;
    if (status !== "todo" || !canEdit || !history.canUndo) return nothing;
    const mine = assignee === null && bootstrap.user ? { assignee: bootstrap.user.id } : {};
    return html`<button
      type="button"
      class="offer"
      title="Set this page in progress${assignee === null ? ", and as yours" : ""}"
      @click=${() => this.save({ status: "in_progress", ...mine })}
    >
      Start
    </button>`;
  }

  private who(): TemplateResult | typeof nothing {
    const { assignee_name: name } = this.session.page.part;
    if (!name) return nothing;
    return html`<span class="who quiet" title="Assigned to ${name}"
      ><span class="hidden-label">Assigned to</span> ${name}</span
    >`;
  }

  private comments(): TemplateResult {
    const { open } = this.session.comments;
    const words = open === 1 ? "1 unresolved comment" : `${open} unresolved comments`;
    const command = this.command("sheet-comments");
    return html`<button
      type="button"
      class="count ${open > 0 ? "open" : ""}"
      data-command=${command.id}
      title="${words}. ${hint(command)}"
      aria-label="Comments: ${words}"
      aria-pressed=${command.active?.() ? "true" : "false"}
      @click=${() => command.run()}
    >
      ${icon("comment")}${open > 0 ? open : nothing}
    </button>`;
  }

  private async save(facts: Readonly<Record<string, unknown>>): Promise<void> {
    await savePart(this.session, facts);
    this.requestUpdate();
  }
}

/** Changes what is known about the page on the server, and says so where that fails. */
export async function savePart(
  session: Panel["session"],
  facts: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const { part } = session.bootstrap.urls;
  if (!part || !session.canEdit) return false;
  try {
    const { name, filename, title, status, assignee, assignee_name } = await request<Saved>(
      "PATCH",
      part,
      facts,
    );
    session.describePart({ name: name || filename, title, status, assignee, assignee_name });
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : "";
    session.say(`This was not saved: ${why} Try again.`);
    return false;
  }
}

interface Saved {
  readonly name: string;
  readonly filename: string;
  readonly title: string;
  readonly status: PartStatus;
  readonly assignee: number | null;
  readonly assignee_name: string | null;
}

customElements.define("es-page-status", PageStatus);
