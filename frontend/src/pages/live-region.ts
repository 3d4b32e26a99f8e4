/** Says to screen readers what changed on the page without a reload. */

const WORDS: Readonly<Record<string, string>> = {
  done: "is done",
  failed: "has failed",
  cancelled: "is cancelled",
};

/** Reads `text` out once the reader is free. */
export function announce(text: string): void {
  const region = document.querySelector("#live");
  if (region) region.textContent = text;
}

/** Announces jobs that came to an end. */
export function startLiveRegion(): void {
  document.body.addEventListener("events:job", (event) => {
    const { detail } = event as CustomEvent<Record<string, unknown>>;
    const words = WORDS[String(detail["state"])];
    if (!words || detail["part"]) return;
    const title = typeof detail["title"] === "string" ? detail["title"] : "A job";
    announce(`${title} ${words}.`);
  });
}
