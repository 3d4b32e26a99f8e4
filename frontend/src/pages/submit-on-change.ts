/** `<form data-submit-on-change>` sends itself when one of its choices changes. */

export function startSubmitOnChange(): void {
  document.addEventListener("change", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    target?.closest<HTMLFormElement>("form[data-submit-on-change]")?.requestSubmit();
  });
}
