/**
 * Lets people put the lines of a list in order: by dragging a line's number, or the heading of a
 * region for all lines below it. Selected lines move together; Escape lets go without a change.
 *
 *     private readonly ordering = new OrderDrag(this);   // in a Panel with `li[data-line]` rows
 */
import { css, type ReactiveController } from "lit";
import type { Uid } from "../model/types";
import { moveLinesBefore, runOf } from "../state/order-actions";
import type { Panel } from "./panel";

const FAR_ENOUGH_PX = 5;
const EDGE_PX = 36;
const SCROLL_PX = 12;

export const orderDragStyles = css`
  :host([data-can-order]) .number,
  :host([data-can-order]) h2 {
    cursor: grab;
    touch-action: none;
    user-select: none;
  }
  :host([data-can-order]) .number:hover,
  :host([data-can-order]) h2:hover {
    color: var(--accent, #1f5f8b);
  }
  :host([data-ordering]) * {
    cursor: grabbing !important;
  }
  :host([data-ordering]) li[data-moving] {
    opacity: 0.45;
  }
  li[data-drop="before"] {
    box-shadow: inset 0 3px 0 var(--accent, #1f5f8b);
  }
  li[data-drop="after"] {
    box-shadow: inset 0 -3px 0 var(--accent, #1f5f8b);
  }
`;

interface Drag {
  readonly pointer: number;
  readonly x: number;
  readonly y: number;
  readonly uids: readonly Uid[];
  /** The line that the moved ones would stand before; `null` for the end. */
  before: Uid | null | undefined;
  under: boolean;
}

/** The line of the list that an event happened in, and whether it was where it can be dragged. */
function grabbed(event: Event): { uid: Uid; isHeading: boolean } | null {
  const path = event.composedPath().filter((node) => node instanceof HTMLElement);
  const handle = path.find((node) => node.matches(".number, li > h2"));
  const uid = handle?.closest("li")?.dataset["line"];
  return handle && uid ? { uid, isHeading: handle.matches("h2") } : null;
}

export class OrderDrag implements ReactiveController {
  private drag: Drag | null = null;
  private pointerY = 0;

  constructor(private readonly host: Panel) {
    host.addController(this);
  }

  hostConnected(): void {
    this.host.addEventListener("pointerdown", this.onDown);
  }

  hostDisconnected(): void {
    this.host.removeEventListener("pointerdown", this.onDown);
    this.end();
  }

  hostUpdated(): void {
    this.host.toggleAttribute("data-can-order", this.host.session.canEdit);
  }

  private get rows(): HTMLElement[] {
    return [...this.host.renderRoot.querySelectorAll<HTMLElement>("li[data-line]")];
  }

  private moving(uid: Uid, isHeading: boolean): readonly Uid[] {
    const { page, selection } = this.host.session;
    if (isHeading) return runOf(page, uid);
    return selection.lines.has(uid) ? page.order.filter((id) => selection.lines.has(id)) : [uid];
  }

  private readonly onDown = (event: PointerEvent): void => {
    const found = event.button === 0 && this.host.session.canEdit ? grabbed(event) : null;
    if (!found || this.drag) return;
    const uids = this.moving(found.uid, found.isHeading);
    const { pointerId: pointer, clientX: x, clientY: y } = event;
    this.drag = { pointer, x, y, uids, before: undefined, under: false };
    window.addEventListener("pointermove", this.onMove);
    window.addEventListener("pointerup", this.onUp);
    window.addEventListener("pointercancel", this.onCancel);
    window.addEventListener("keydown", this.onKey, true);
  };

  private readonly onMove = (event: PointerEvent): void => {
    const { drag } = this;
    if (event.pointerId !== drag?.pointer) return;
    const far = Math.hypot(event.clientX - drag.x, event.clientY - drag.y) > FAR_ENOUGH_PX;
    if (!drag.under && !far) return;
    event.preventDefault();
    if (!drag.under) this.begin(drag);
    this.pointerY = event.clientY;
    this.aim();
  };

  private begin(drag: Drag): void {
    drag.under = true;
    this.host.toggleAttribute("data-ordering", true);
    const moving = new Set(drag.uids);
    for (const row of this.rows) {
      row.toggleAttribute("data-moving", moving.has(row.dataset["line"] ?? ""));
    }
    window.addEventListener("click", this.swallow, { capture: true, once: true });
    this.scroll();
  }

  /** Marks the place where the lines would go. */
  private aim(): void {
    const { drag } = this;
    if (!drag) return;
    const { rows } = this;
    for (const row of rows) delete row.dataset["drop"];
    const below = rows.find((row) => {
      const { top, height } = row.getBoundingClientRect();
      return this.pointerY < top + height / 2;
    });
    drag.before = below?.dataset["line"] ?? null;
    const mark = below ?? rows.at(-1);
    if (mark) mark.dataset["drop"] = below ? "before" : "after";
  }

  /** Goes on scrolling while the pointer is at an edge of the list. */
  private readonly scroll = (): void => {
    if (!this.drag?.under) return;
    const { top, bottom } = this.host.getBoundingClientRect();
    if (this.pointerY && this.pointerY < top + EDGE_PX) this.host.scrollTop -= SCROLL_PX;
    else if (this.pointerY > bottom - EDGE_PX) this.host.scrollTop += SCROLL_PX;
    this.aim();
    requestAnimationFrame(this.scroll);
  };

  private readonly onUp = (event: PointerEvent): void => {
    const { drag } = this;
    if (event.pointerId !== drag?.pointer) return;
    this.end();
    if (!drag.under || drag.before === undefined) return;
    const { session } = this.host;
    session.commit(moveLinesBefore(session.page, drag.uids, drag.before));
  };

  private readonly onCancel = (event: PointerEvent): void => {
    if (event.pointerId === this.drag?.pointer) this.end();
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.drag?.under) return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  };

  /** The click that follows a drag opens nothing. */
  private readonly swallow = (event: Event): void => {
    event.preventDefault();
    event.stopPropagation();
  };

  private end(): void {
    this.drag = null;
    this.pointerY = 0;
    window.removeEventListener("pointermove", this.onMove);
    window.removeEventListener("pointerup", this.onUp);
    window.removeEventListener("pointercancel", this.onCancel);
    window.removeEventListener("keydown", this.onKey, true);
    // The click, if there is one, comes in this turn; a later one is not ours.
    setTimeout(() => window.removeEventListener("click", this.swallow, true));
    this.host.removeAttribute("data-ordering");
    for (const row of this.rows) {
      delete row.dataset["drop"];
      row.removeAttribute("data-moving");
    }
  }
}
