/** The bar that says how many pages are selected and hands them to the dialogs. */
import { toRanges, type Selection } from "./selection";

const MAX_NUMBERS = 60;

/** What the bar needs to know of the list. */
export interface Around {
  /** Ids of all pages of the document in order, where known. */
  all: readonly number[] | null;
  /** Ids of all pages that the filter shows, where known. */
  shown: readonly number[] | null;
  /** Number of pages that the filter shows. */
  shownCount: number;
}

export function drawSelectionBar(bar: HTMLElement, selection: Selection, around: Around): void {
  const count = selection.ids.size;
  bar.hidden = count === 0;
  bar.dataset["selection"] = selection.text(around.all);
  if (count === 0) return;
  find(bar, "[data-count]").textContent = `${count.toLocaleString("en")} ${pages(count)} selected`;
  find(bar, "[data-numbers]").textContent = numbers(selection, around.all);
  find(bar, "[data-hidden-count]").textContent = hidden(selection, around.shown);
  const all = find(bar, "[data-select-all-label]");
  all.hidden = count >= around.shownCount;
  all.textContent = `Select all ${around.shownCount.toLocaleString("en")} pages`;
}

/** `2–4`, from the order of all pages or from the cards that are there. */
function numbers(selection: Selection, all: readonly number[] | null): string {
  const found: number[] = [];
  if (all) all.forEach((id, index) => selection.has(id) && found.push(index + 1));
  else
    for (const id of selection.ids) {
      const card = document.getElementById(`part-${id}`);
      if (card) found.push(Number(card.dataset["number"]));
    }
  const text = toRanges(found).replaceAll("-", "–").replaceAll(",", ", ");
  return text.length > MAX_NUMBERS ? `${text.slice(0, MAX_NUMBERS)}…` : text;
}

function hidden(selection: Selection, shown: readonly number[] | null): string {
  if (!shown) return "";
  const visible = new Set(shown);
  const count = [...selection.ids].filter((id) => !visible.has(id)).length;
  return count ? `${count} of them not shown by the filter` : "";
}

function pages(count: number): string {
  return count === 1 ? "page" : "pages";
}

function find(bar: HTMLElement, selector: string): HTMLElement {
  return bar.querySelector<HTMLElement>(selector) as HTMLElement;
}
