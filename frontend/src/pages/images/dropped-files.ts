/** Files out of a drop or a dialog: folders are walked, what is of no use is left out. */
import { isForImport } from "../import-files";
import type { PathFile } from "../zip";

const SUFFIX = /\.(jpe?g|png|tiff?|webp|jp2|j2k|jpx|jpf|bmp|gif|heic)$/i;
const JUNK = /(^|\/)(\.|__MACOSX\/|thumbs\.db$|desktop\.ini$)/i;
const byPath = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

/** Images are pages; others describe pages or hold some, and are imported. */
export interface Found {
  images: PathFile[];
  others: PathFile[];
  leftOut: number;
}

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

async function walk(entry: FileSystemEntry, found: PathFile[]): Promise<void> {
  if (entry.isFile) {
    found.push({ path: entry.fullPath, file: await fileOf(entry as FileSystemFileEntry) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A reader gives at most a hundred entries at a time, and none when it is through.
  for (let batch = await readEntries(reader); batch.length > 0; batch = await readEntries(reader))
    for (const child of batch) await walk(child, found);
}

/** The files by what becomes of them, in natural order. */
export function sorted(found: readonly PathFile[]): Found {
  const visible = found
    .map(({ path, file }) => ({ path: path.replace(/^\/+/, ""), file }))
    .filter(({ path }) => !JUNK.test(path))
    .sort((a, b) => byPath.compare(a.path, b.path));
  const isImage = ({ file }: PathFile): boolean =>
    file.type.startsWith("image/") || SUFFIX.test(file.name);
  const images = visible.filter(isImage);
  const others = visible.filter((one) => !isImage(one) && isForImport(one.file.name));
  return { images, others, leftOut: found.length - images.length - others.length };
}

/** The files of a file or folder dialog, in natural order. */
export function chosenFiles(list: FileList): Found {
  return sorted([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/**
 * The files of a drop, folders included, in natural order.
 *
 * What another program hands over without a place in a file system is a file, but no entry.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Found> {
  // Both are taken at once: the items are gone when the event is over.
  const items = [...transfer.items].map((item) => [item.webkitGetAsEntry(), item.getAsFile()]);
  const found: PathFile[] = [];
  for (const [entry, file] of items as [FileSystemEntry | null, File | null][])
    if (entry) await walk(entry, found);
    else if (file) found.push({ path: file.name, file });
  return sorted(found);
}
