/** In the form of a training, what is learned decides which model is proposed to start from. */
export function startTrainForm(): void {
  document.addEventListener(
    "change",
    ({ target }) => {
      if (!(target instanceof HTMLInputElement) || target.name !== "task") return;
      const form = target.closest<HTMLFormElement>("form[data-train-form]");
      if (form) propose(form, target.value);
    },
    true,
  );
}

function propose(form: HTMLFormElement, task: string): void {
  const starts = [...form.querySelectorAll<HTMLElement>("[data-start]")];
  const start = starts.find(({ dataset }) => dataset["start"] === task);
  const model = form.querySelector<HTMLSelectElement>("select[name=model]");
  const name = form.querySelector<HTMLInputElement>("input[name=name]");
  if (!start || !model || !name) return;
  model.value = start.dataset["model"] ?? "";
  // A name that somebody typed stays.
  const proposed = starts.map(({ dataset }) => dataset["name"]);
  if (proposed.includes(name.value)) name.value = start.dataset["name"] ?? "";
}
