/** Folds with an id stay as somebody left them when their part of the page is fetched anew. */
export function startKeptOpen(): void {
  const left = new Map<string, boolean>();
  document.body.addEventListener("htmx:beforeSwap", () => {
    left.clear();
    for (const fold of folds()) left.set(fold.id, fold.open);
  });
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const fold of folds()) fold.open = left.get(fold.id) ?? fold.open;
  });
}

function folds(): NodeListOf<HTMLDetailsElement> {
  return document.querySelectorAll("details[id]");
}
