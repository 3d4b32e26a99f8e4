/**
 * A button with `data-file-drop` that opens a dialog with a file field: a file dropped anywhere on
 * the page opens the dialog with that file chosen. `data-file-drop="import"` takes folders too.
 */
import { openDialog } from "./dialogs";
import { droppedFiles } from "./images/dropped-files";
import { openImport } from "./import-dialog";

function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

async function takeAll(url: string, transfer: DataTransfer): Promise<void> {
  const { images, others } = await droppedFiles(transfer);
  if (images.length + others.length) await openImport(url, [...images, ...others]);
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
    const url = button.dataset["dialog"] ?? "";
    if (button.dataset["fileDrop"] === "import") void takeAll(url, event.dataTransfer);
    else void take(url, event.dataTransfer.files);
  });
}
