/** How many unresolved comments a line or region has; pressing it opens them. */
import { css, html, nothing, type TemplateResult } from "lit";
import { icon } from "../../ui/icons";
import type { Uid } from "../model/types";
import type { Session } from "../state/session";

export function commentMark(session: Session, uid: Uid | null): TemplateResult | typeof nothing {
  const count = uid ? session.comments.of(uid) : 0;
  if (!uid || count === 0) return nothing;
  const words = count === 1 ? "1 unresolved comment" : `${count} unresolved comments`;
  return html`<button
    type="button"
    class="comments"
    title=${words}
    aria-label=${words}
    @click=${() => {
      if (session.page.lines.has(uid)) session.openLine(uid);
      else session.selection.selectRegions([uid]);
      session.openSheet("comments", "here");
    }}
  >
    ${icon("comment")}${count}
  </button>`;
}

export const commentMarkStyles = css`
  button.comments {
    gap: 2px;
    min-block-size: 24px;
    padding: 0 6px;
    font: 500 12px/16px var(--font, "Inter Variable", system-ui, sans-serif);
    font-variant-numeric: tabular-nums;
    color: var(--attention, #945400);
    border-color: transparent;
  }
  button.comments svg {
    inline-size: 15px;
    block-size: 15px;
  }
  li.line {
    position: relative;
  }
  li > button.comments {
    position: absolute;
    inset-block-start: 3px;
    inset-inline-end: 4px;
    z-index: 1;
  }
  li:has(> button.comments) > .row,
  li:has(> button.comments) > .open {
    padding-inline-end: 52px;
  }
  @media (pointer: coarse) {
    button.comments {
      min-inline-size: 44px;
      min-block-size: 44px;
    }
  }
`;
