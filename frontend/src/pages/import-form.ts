/**
 * The import dialog shows the choices of what is given, and no others.
 *
 * Below `form[data-import-form]`: `data-shown-for="pdf"` names the kinds (archive, pdf, iiif) that
 * an element belongs to. The kind is told by the name of the file, or by the kind of the address.
 */

import { giveFiles } from "./import-files";

const ARCHIVE = /\.(zip|tar|tgz|txz|tbz2|tar\.(gz|xz|bz2))$/i;

/** What the person gave: by the file's name, else by what they say is at the address. */
export function kindOfImport(fileName: string, url: string, urlKind: string): string {
  if (ARCHIVE.test(fileName)) return "archive";
  if (/\.pdf$/i.test(fileName)) return "pdf";
  if (/\.json$/i.test(fileName)) return "iiif";
  return url ? urlKind : "";
}

/** What the button does: nothing is written while the person only looks. */
export function submitLabel(looksFirst: boolean): string {
  return looksFirst ? "Look through" : "Import";
}

function valueOf(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return value instanceof File ? value.name : (value ?? "");
}

function update(form: HTMLFormElement): void {
  const [file, url, urlKind] = ["upload_file", "url", "url_kind"].map((name) =>
    valueOf(form, name),
  );
  const kind = kindOfImport(file ?? "", url ?? "", urlKind ?? "");
  for (const element of form.querySelectorAll<HTMLElement>("[data-shown-for]")) {
    element.hidden = !(element.dataset["shownFor"] ?? "").split(" ").includes(kind);
  }
  const submit = form.querySelector<HTMLElement>("[type=submit]");
  if (submit) submit.textContent = submitLabel(valueOf(form, "look_first") !== "");
}

/** Several files that were chosen go together, as dropped ones do. */
function pack(field: HTMLInputElement, form: HTMLFormElement): void {
  const files = [...(field.files ?? [])].map((file) => ({ path: file.name, file }));
  if (files.length > 1) void giveFiles(form, files);
}

export function startImportForm(): void {
  document.addEventListener("change", (event) => {
    const field = event.target instanceof HTMLInputElement ? event.target : null;
    const form = field?.closest<HTMLFormElement>("form[data-import-form]");
    if (field?.type === "file" && form) pack(field, form);
  });
  document.addEventListener("input", (event) => {
    const target = event.target instanceof HTMLElement ? event.target : null;
    const form = target?.closest<HTMLFormElement>("form[data-import-form]");
    if (form) update(form);
  });
}
