/**
 * A button with `data-file-drop` that opens a dialog with a file field: a file dropped anywhere on
 * the page opens the dialog with that file chosen.
 */
import { openDialog } from "./dialogs";

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

async function take(url: string, files: FileList): Promise<void> {
  await openDialog(url);
  const field = document.querySelector<HTMLInputElement>("#dialog input[type=file]");
  if (field) field.files = files;
}

/** Makes the page of `button` take dropped files. */
export function startFileDrop(button: HTMLElement): void {
  document.addEventListener("dragover", (event) => {
    if (holdsFiles(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event) || !event.dataTransfer) return;
    if (event.target instanceof Element && event.target.closest("input[type=file]")) return;
    event.preventDefault();
    void take(button.dataset["dialog"] ?? "", event.dataTransfer.files);
  });
}
