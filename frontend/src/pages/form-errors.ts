/** Brings what a form says is wrong before the eyes, wherever it was folded away or scrolled to. */

function unfold(field: Element): void {
  const fold = field.closest("details");
  if (fold) fold.open = true;
}

/** Unfolds and scrolls to the first complaint within `root`, and puts the cursor into its field. */
export function showWrong(root: HTMLElement): void {
  const fields = root.querySelectorAll<HTMLElement>("[aria-invalid='true']");
  fields.forEach(unfold);
  fields[0]?.focus({ preventScroll: true });
  const words = root.querySelector(".notice.is-danger, .error");
  (words ?? fields[0])?.scrollIntoView({ block: "center" });
}

/** Unfolds what the server sent back as wrong, and what the browser is about to complain of. */
export function startFormErrors(): void {
  const form = document.querySelector("main [aria-invalid='true']")?.closest("form");
  if (form) showWrong(form);
  document.addEventListener(
    "invalid",
    (event) => {
      if (event.target instanceof Element) unfold(event.target);
    },
    true,
  );
}
