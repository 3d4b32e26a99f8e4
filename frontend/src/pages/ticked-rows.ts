/**
 * Buttons for several rows of a list: `form[data-least-ticked]` holds them, boxes anywhere on the
 * page belong to it (`form=`), and `data-least` says how many of them a button needs. One with
 * `data-in-dialog` opens its address in the dialog. A box with `data-tick-all` ticks the others;
 * Shift and a click tick all from the last one; `data-ticked-words` says how many they are.
 */
import { openDialog } from "./dialogs";

let last: HTMLInputElement | undefined;

function boxesOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.elements].filter(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement &&
      element.type === "checkbox" &&
      !("tickAll" in element.dataset),
  );
}

function update(form: HTMLFormElement): void {
  const boxes = boxesOf(form);
  const ticked = boxes.filter((box) => box.checked).length;
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-least]"))
    button.disabled = ticked < Number(button.dataset["least"]);
  const words = form.querySelector<HTMLElement>("[data-ticked-words]");
  if (words) {
    words.textContent = ticked === 0 ? (words.dataset["tickedWords"] ?? "") : `${ticked} ticked`;
  }
  const all = document.querySelector<HTMLInputElement>(`[data-tick-all][form="${form.id}"]`);
  if (!all) return;
  all.checked = boxes.length > 0 && ticked === boxes.length;
  all.indeterminate = ticked > 0 && ticked < boxes.length;
}

function tickRange(form: HTMLFormElement, from: HTMLInputElement, to: HTMLInputElement): void {
  const boxes = boxesOf(form);
  const ends = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  if (ends[0] === -1) return;
  for (const box of boxes.slice(ends[0], (ends[1] ?? 0) + 1)) box.checked = to.checked;
}

function tick(form: HTMLFormElement, box: HTMLInputElement, isRange: boolean): void {
  if ("tickAll" in box.dataset) for (const each of boxesOf(form)) each.checked = box.checked;
  else if (isRange && last) tickRange(form, last, box);
  last = box;
  update(form);
}

function clicked(event: MouseEvent): void {
  const box = event.target instanceof HTMLInputElement ? event.target : null;
  const form = box?.form;
  if (!form || box.type !== "checkbox" || !("leastTicked" in form.dataset)) return;
  tick(form, box, event.shiftKey);
}

function openInDialog(event: SubmitEvent): void {
  const form = event.target instanceof HTMLFormElement ? event.target : null;
  const button = event.submitter;
  if (!form || !(button instanceof HTMLButtonElement) || !("inDialog" in button.dataset)) return;
  event.preventDefault();
  const url = new URL(button.formAction);
  for (const box of boxesOf(form)) if (box.checked) url.searchParams.append(box.name, box.value);
  void openDialog(url.pathname + url.search);
}

export function startTickedRows(): void {
  // A click, also by the space bar: only it says whether Shift is held.
  document.addEventListener("click", clicked);
  document.addEventListener("submit", openInDialog);
  document.body.addEventListener("htmx:afterSettle", () => {
    document.querySelectorAll<HTMLFormElement>("form[data-least-ticked]").forEach(update);
  });
}
