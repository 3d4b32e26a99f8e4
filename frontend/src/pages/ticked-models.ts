/**
 * Buttons for several models of the list: `form[data-least-ticked]` holds them, boxes anywhere on
 * the page belong to it (`form=`), and `data-least` says how many of them a button needs.
 */

function update(form: HTMLFormElement): void {
  const boxes = [...form.elements].filter(
    (element): element is HTMLInputElement =>
      element instanceof HTMLInputElement && element.type === "checkbox",
  );
  const ticked = boxes.filter((box) => box.checked).length;
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
}
