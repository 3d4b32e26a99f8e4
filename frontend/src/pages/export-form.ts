/**
 * The export dialog shows what belongs to the chosen format, and nothing else.
 *
 * Below `form[data-export-form]`: `data-shown-for="alto page"` names the formats that an element
 * belongs to; `data-several-for` those that take several of the boxes inside, where any other
 * takes one; `data-ticked` says how many boxes of its `<details>` are ticked.
 */

const boxes = (element: Element): HTMLInputElement[] => [
  ...element.querySelectorAll<HTMLInputElement>("input[type=checkbox]"),
];

function names(element: HTMLElement, key: string): string[] {
  return (element.dataset[key] ?? "").split(" ");
}

/** Leaves one box ticked, the one that was ticked last, where the format takes one. */
function keepOne(form: HTMLFormElement, format: string, last?: HTMLInputElement): void {
  for (const group of form.querySelectorAll<HTMLElement>("[data-several-for]")) {
    if (names(group, "severalFor").includes(format)) continue;
    const ticked = boxes(group).filter((box) => box.checked);
    const kept = last && ticked.includes(last) ? last : ticked[0];
    for (const box of ticked) box.checked = box === kept;
  }
}

function count(form: HTMLFormElement): void {
  for (const output of form.querySelectorAll<HTMLElement>("[data-ticked]")) {
    const all = boxes(output.closest("details") ?? form);
    const ticked = all.filter((box) => box.checked).length;
    output.textContent = ticked === all.length ? "all" : `${ticked} of ${all.length}`;
  }
}

function update(form: HTMLFormElement, last?: HTMLInputElement): void {
  const format = form.querySelector<HTMLSelectElement>("select[name=format]")?.value ?? "";
  for (const element of form.querySelectorAll<HTMLElement>("[data-shown-for]")) {
    element.hidden = !names(element, "shownFor").includes(format);
  }
  keepOne(form, format, last);
  count(form);
}

export function startExportForm(): void {
  document.addEventListener("change", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const form = target?.closest<HTMLFormElement>("form[data-export-form]");
    if (form) update(form, target instanceof HTMLInputElement ? target : undefined);
  });
}
