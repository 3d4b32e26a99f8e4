/** The import dialog with files in it: those that were dropped, wherever that was. */
import { openDialog } from "./dialogs";
import { giveFiles } from "./import-files";
import type { PathFile } from "./zip";

/** Opens the import dialog at `url` with these files in it. */
export async function openImport(
  url: string,
  files: readonly PathFile[],
  words = "",
): Promise<void> {
  await openDialog(url);
  const form = document.querySelector<HTMLFormElement>("#dialog form[data-import-form]");
  if (form) await giveFiles(form, files, words);
}
