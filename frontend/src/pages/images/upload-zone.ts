/** The whole page takes files and folders; so do the buttons. What was begun survives a crash. */
import { newUuid } from "../../api/uuid";
import { openImport } from "../import-dialog";
import type { PathFile } from "../zip";
import { chosenFiles, droppedFiles, type Found } from "./dropped-files";
import { sender } from "./send-file";
import { UploadPanel } from "./upload-panel";
import { UploadQueue } from "./upload-queue";

const TELL_MS = 3000;

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

class UploadZone {
  private readonly queue: UploadQueue;
  private readonly panel: UploadPanel;
  private readonly hint: HTMLElement | null;
  private readonly documentId: string;
  private readonly batchKey: string;
  private readonly others: PathFile[] = [];
  private wasBusy = false;
  private toldAt = 0;

  constructor(
    private readonly root: HTMLElement,
    private readonly arrived: () => void,
  ) {
    this.documentId = root.dataset["document"] ?? "";
    this.batchKey = `upload-batch-${this.documentId}`;
    const send = sender(`/api/documents/${this.documentId}/parts/`, () => this.batch());
    this.queue = new UploadQueue(send, () => this.onChange());
    const panel = root.querySelector<HTMLElement>("#uploads") as HTMLElement;
    this.panel = new UploadPanel(panel, this.queue, {
      import: () => this.importOthers(),
      close: () => (this.others.length = 0),
    });
    this.hint = root.querySelector<HTMLElement>(".drop-hint");
    this.listenToDrops();
    this.listenToDialogs();
    window.addEventListener("online", () => this.queue.pump());
    window.addEventListener("offline", () => this.panel.draw());
    window.addEventListener("beforeunload", (event) => {
      if (this.queue.isBusy) event.preventDefault();
    });
  }

  /**
   * The name of this upload. It is kept until all files have arrived, so that a folder that is
   * dropped again after a crash is put in order together with what arrived before.
   */
  private batch(): string {
    const known = localStorage.getItem(this.batchKey);
    if (known) return known;
    const fresh = newUuid();
    localStorage.setItem(this.batchKey, fresh);
    return fresh;
  }

  private onChange(): void {
    this.panel.draw();
    const busy = this.queue.isBusy;
    const isOver = this.wasBusy && !busy;
    this.wasBusy = busy;
    if (isOver && this.queue.counts().failed === 0) {
      localStorage.removeItem(this.batchKey);
      // Nobody is torn out of another dialog: the panel has a button for it.
      if (!document.querySelector("dialog[open]")) this.importOthers();
    }
    if (!isOver && (!busy || performance.now() - this.toldAt < TELL_MS)) return;
    this.toldAt = performance.now();
    this.arrived();
  }

  private add({ images, others, leftOut }: Found): void {
    if (leftOut) this.panel.noteLeftOut(leftOut);
    this.others.push(...others);
    this.panel.noteOthers(this.others.length);
    if (images.length) this.queue.add(images.map(({ file }) => file));
    else if (!this.queue.isBusy) this.importOthers();
  }

  /** Opens the import dialog with what is no image: its files go to pages that are here by now. */
  private importOthers(): void {
    const others = this.others.splice(0);
    this.panel.noteOthers(0);
    if (!others.length) return;
    const words = this.queue.uploads.length
      ? "The images are pages now; these files are imported into them."
      : "";
    void openImport(`/document/${this.documentId}/import/`, others, words);
  }

  private listenToDrops(): void {
    let depth = 0;
    const show = (on: boolean): void => {
      if (!on) depth = 0;
      if (this.hint) this.hint.hidden = !on;
    };
    window.addEventListener("dragenter", (event) => {
      if (hasFiles(event) && ++depth === 1) show(true);
    });
    window.addEventListener("dragleave", (event) => {
      if (hasFiles(event) && --depth <= 0) show(false);
    });
    window.addEventListener("dragover", (event) => {
      if (hasFiles(event)) event.preventDefault();
    });
    window.addEventListener("drop", (event) => {
      if (!hasFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      show(false);
      void droppedFiles(event.dataTransfer).then((found) => this.add(found));
    });
  }

  private listenToDialogs(): void {
    for (const kind of ["files", "folder"]) {
      const input = this.root.querySelector<HTMLInputElement>(`#add-${kind}`);
      this.root.addEventListener("click", (event) => {
        const target = event.target instanceof Element ? event.target : null;
        if (target?.closest(`[data-add-${kind}]`)) input?.click();
      });
      input?.addEventListener("change", () => {
        if (input.files) this.add(chosenFiles(input.files));
        input.value = "";
      });
    }
  }
}

/** Lets people add pages; `arrived` is called every now and then while files arrive. */
export function startUploadZone(root: HTMLElement, arrived: () => void): void {
  if (root.querySelector("#add-files")) new UploadZone(root, arrived);
}
