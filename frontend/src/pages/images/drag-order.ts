/** Dragging cards to another place; the keyboard's way is "Move to position". */

import { partOf, targetIn } from "./dom";

const KIND = "application/x-pages";

export interface Reorder {
  /** Whether the pages stand in the order that is changed by moving them. */
  isOn(): boolean;
  /** Ids of the pages that go with the dragged one. */
  dragged(id: number): number[];
  /** Puts them before the page with this number from 0, counted as the pages stand now. */
  move(ids: number[], index: number): void;
}

/** Whether the pointer is on the half of the card that comes later in reading. */
function isAfter(event: DragEvent, card: HTMLElement): boolean {
  const box = card.getBoundingClientRect();
  if (card.closest(".is-list")) return event.clientY > box.top + box.height / 2;
  const isRight = event.clientX > box.left + box.width / 2;
  return getComputedStyle(card).direction === "rtl" ? !isRight : isRight;
}

/** Lets the cards in `root` be dragged. */
export function startDragOrder(root: HTMLElement, reorder: Reorder): void {
  let ids: number[] = [];
  let over: HTMLElement | null = null;

  const mark = (card: HTMLElement | null, after: boolean): void => {
    over?.classList.remove("drop-before", "drop-after");
    over = card;
    card?.classList.add(after ? "drop-after" : "drop-before");
  };
  root.addEventListener("dragstart", (event) => {
    const card = targetIn(event, ".page-card");
    if (!card || !event.dataTransfer) return;
    if (!reorder.isOn()) {
      event.preventDefault();
      return;
    }
    ids = reorder.dragged(partOf(card));
    event.dataTransfer.setData(KIND, ids.join(","));
    event.dataTransfer.effectAllowed = "move";
    for (const id of ids) document.getElementById(`part-${id}`)?.classList.add("is-dragged");
  });
  root.addEventListener("dragover", (event) => {
    const card = targetIn(event, ".page-card");
    if (!event.dataTransfer?.types.includes(KIND) || !card) return;
    event.preventDefault();
    mark(card, isAfter(event, card));
  });
  root.addEventListener("drop", (event) => {
    const card = targetIn(event, ".page-card");
    if (!event.dataTransfer?.types.includes(KIND) || !card) return;
    event.preventDefault();
    reorder.move(ids, Number(card.dataset["number"]) - (isAfter(event, card) ? 0 : 1));
  });
  root.addEventListener("dragend", () => {
    mark(null, false);
    for (const id of ids) document.getElementById(`part-${id}`)?.classList.remove("is-dragged");
    ids = [];
  });
}
