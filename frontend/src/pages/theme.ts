/** Light, dark, or like the device: kept in a cookie so that the server draws the page right at once. */

type Choice = "auto" | "light" | "dark";

const YEAR = 31_536_000;

function current(): Choice {
  const theme = document.documentElement.dataset["theme"];
  return theme === "light" || theme === "dark" ? theme : "auto";
}

function choose(choice: Choice): void {
  if (choice === "auto") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = choice;
  const age = choice === "auto" ? 0 : YEAR;
  document.cookie = `theme=${choice}; path=/; max-age=${age}; samesite=lax`;
  mark();
}

function mark(): void {
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset["themeChoice"] === current()));
}

/** Makes the buttons with `data-theme-choice` work. */
export function startTheme(): void {
  mark();
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest<HTMLElement>("[data-theme-choice]");
    if (button) choose(button.dataset["themeChoice"] as Choice);
  });
}
