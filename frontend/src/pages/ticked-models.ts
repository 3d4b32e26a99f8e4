/**
 * Buttons for several models of the list: `form[data-least-ticked]` holds them, boxes anywhere on
 * the page belong to it (`form=`), and `data-least` says how many of them a button needs.
 * One with `data-in-dialog` opens its address in the dialog.
 */
import { openDialog } from "./dialogs";

function boxesOf(form: HTMLFormElement): HTMLInputElement[] {
  return [...form.elements].filter(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement && element.type === "checkbox",
  );
}

function update(form: HTMLFormElement): void {
  const ticked = boxesOf(form).filter((box) => box.checked).length;
  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-least]"))
    button.disabled = ticked < Number(button.dataset["least"]);
  const words = form.querySelector("[data-ticked-words]");
  const nothing = "Tick models to do something with several of them.";
  if (words) words.textContent = ticked === 0 ? nothing : `${ticked} ticked`;
}

export function startTickedModels(): void {
  document.addEventListener("change", (event) => {
    const target = event.target instanceof HTMLInputElement ? event.target : null;
    const form = target?.form;
    if (form && "leastTicked" in form.dataset) update(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target instanceof HTMLFormElement ? event.target : null;
    const button = event.submitter;
    if (!form || !(button instanceof HTMLButtonElement) || !("inDialog" in button.dataset)) return;
    event.preventDefault();
    const url = new URL(button.formAction);
    for (const box of boxesOf(form)) if (box.checked) url.searchParams.append(box.name, box.value);
    void openDialog(url.pathname + url.search);
  });
}
