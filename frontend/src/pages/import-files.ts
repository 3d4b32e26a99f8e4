/**
 * Files for the import dialog, as many as people drop or choose.
 *
 * PDFs, archives and manifests are imports of their own; page files, and images among them, go
 * together: they are packed into one zip that keeps their places in the folder.
 */
import { fitsInZip, type PathFile, zipOf } from "./zip";

const ALONE = /\.(pdf|json|zip|tar|tgz|txz|tbz2|tar\.(gz|xz|bz2))$/i;
const PAGE_FILE = /\.(xml|alto|page|hocr|x?html?|txt)$/i;
const TOO_MUCH =
  "These files are too many, or too large, to be packed here. Pack them into several zip files," +
  " and import one after the other.";
const NOT_READ = "These files could not be read. Choose them again.";

/** Whether a file of that name goes through the import dialog, being no image. */
export function isForImport(name: string): boolean {
  return ALONE.test(name) || PAGE_FILE.test(name);
}

/** The folder that all lie in, else how many they are: what a person knows them by. */
export function nameOfAll(files: readonly PathFile[]): string {
  const tops = new Set(files.map(({ path }) => path.split("/").slice(0, -1)[0] ?? ""));
  const [top = ""] = tops;
  return tops.size === 1 && top ? top : `${files.length} files`;
}

/** What is sent for the files: those that stand alone, and one zip of the others. */
export async function uploadsOf(files: readonly PathFile[]): Promise<File[]> {
  const alone = files.filter(({ path }) => ALONE.test(path));
  const loose = files.filter(({ path }) => !ALONE.test(path));
  const single = loose.length > 1 ? alone : [...alone, ...loose];
  const uploads = single.map(({ file }) => file);
  return loose.length > 1 ? [...uploads, await zipOf(`${nameOfAll(loose)}.zip`, loose)] : uploads;
}

/** What the dialog says of files that were packed together, or are several imports. */
export function wordsFor(files: readonly PathFile[], uploads: number): string {
  const words: string[] = [];
  const loose = files.filter(({ path }) => !ALONE.test(path)).length;
  if (loose > 1) words.push(`${loose} files are packed together as ${nameOfLoose(files)}.`);
  if (uploads > 1) words.push(`There will be ${uploads} imports with these choices.`);
  return words.join(" ");
}

function nameOfLoose(files: readonly PathFile[]): string {
  return `${nameOfAll(files.filter(({ path }) => !ALONE.test(path)))}.zip`;
}

function say(form: HTMLFormElement, words: string): void {
  const note = form.querySelector<HTMLElement>("[data-import-note]");
  if (!note) return;
  note.textContent = words;
  note.hidden = !words;
}

/** Puts the files into the dialog's form, packed where they are several; `words` are said first. */
export async function giveFiles(
  form: HTMLFormElement,
  files: readonly PathFile[],
  words = "",
): Promise<void> {
  const field = form.querySelector<HTMLInputElement>("input[name=upload_file]");
  const submit = form.querySelector<HTMLButtonElement>("[type=submit]");
  if (!field || !submit) return;
  if (!fitsInZip(files)) {
    field.value = "";
    say(form, TOO_MUCH);
    return;
  }
  submit.disabled = true;
  say(form, `Packing ${files.length.toLocaleString("en")} files …`);
  try {
    const chosen = new DataTransfer();
    for (const file of await uploadsOf(files)) chosen.items.add(file);
    field.files = chosen.files;
    say(form, [words, wordsFor(files, chosen.files.length)].filter(Boolean).join(" "));
    field.dispatchEvent(new Event("input", { bubbles: true }));
  } catch {
    field.value = "";
    say(form, NOT_READ);
  }
  submit.disabled = false;
}
