/** `<button data-copy="text">` puts the text on the clipboard and says so in its label. */
import { announce } from "./live-region";

async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
  const label = button.querySelector("[data-label]") ?? button;
  label.textContent = "Copied";
  announce("Copied");
}

/** Makes the buttons with `data-copy` work. */
export function startCopyButtons(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLElement>("[data-copy]");
    if (button) void copy(button);
  });
}
