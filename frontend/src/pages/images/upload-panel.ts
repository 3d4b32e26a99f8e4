/** What is on its way: a bar for all files, one for each that is being sent, and what failed. */
import { announce } from "../live-region";
import type { Upload, UploadQueue } from "./upload-queue";

const MAX_FAILED_ROWS = 30;
const MEGABYTE = 1_000_000;

export class UploadPanel {
  private readonly rows = new Map<number, HTMLElement>();
  private frame = 0;
  private leftOut = 0;
  private others = 0;
  private wasBusy = false;

  constructor(
    private readonly panel: HTMLElement,
    private readonly queue: UploadQueue,
    private readonly act: { import: () => void; close: () => void },
  ) {
    this.on("[data-upload-stop]", () => queue.stop());
    this.on("[data-upload-retry]", () => queue.retry(queue.uploads));
    this.on("[data-upload-import]", () => this.act.import());
    this.on("[data-upload-close]", () => this.close());
  }

  /** Says how many files wait for the import dialog, and offers it. */
  noteOthers(count: number): void {
    this.others = count;
    this.draw();
  }

  /** Says how many files of a drop are of no use. */
  noteLeftOut(count: number): void {
    this.leftOut += count;
    this.draw();
  }

  /** Draws at most once a frame, however many files report. */
  draw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.drawNow();
    });
  }

  private drawNow(): void {
    const counts = this.queue.counts();
    this.panel.hidden = counts.total + this.leftOut + this.others === 0;
    if (this.panel.hidden) return;
    const busy = this.queue.isBusy;
    const bar = this.find("[data-upload-total]") as HTMLProgressElement;
    bar.max = Math.max(1, counts.bytes);
    bar.value = counts.sentBytes;
    bar.hidden = counts.total === 0;
    this.find("[data-upload-title]").textContent = this.title();
    this.find("[data-upload-words]").textContent = this.words();
    this.find("[data-upload-stop]").hidden = !busy;
    this.find("[data-upload-import]").hidden = busy || this.others === 0;
    this.find("[data-upload-import]").textContent = `Import ${files(this.others)}`;
    this.find("[data-upload-close]").hidden = busy;
    this.find("[data-upload-retry]").hidden = counts.failed === 0;
    this.drawRows();
    if (this.wasBusy && !busy) announce(this.title());
    this.wasBusy = busy;
  }

  private title(): string {
    const { total, done, failed } = this.queue.counts();
    if (total === 0) return "Nothing was added";
    if (!this.queue.isBusy && failed === 0) return `${files(done)} added`;
    if (!this.queue.isBusy) return `${done} of ${files(total)} added, ${failed} failed`;
    if (!navigator.onLine) return `Offline: ${done} of ${files(total)} added, waiting to go on`;
    return `Adding ${files(total)}: ${done} done`;
  }

  private words(): string {
    const { duplicates, bytes, sentBytes } = this.queue.counts();
    const words: string[] = [];
    if (this.queue.isBusy)
      words.push(`${megabytes(sentBytes)} of ${megabytes(bytes)} MB. Keep this tab open.`);
    if (duplicates) words.push(`${files(duplicates)} ${were(duplicates)} here already.`);
    if (this.others && this.queue.isBusy)
      words.push(`${files(this.others)} to import follow when the images are here.`);
    if (this.leftOut) words.push(`${files(this.leftOut)} left out: neither image nor page file.`);
    return words.join(" ");
  }

  private drawRows(): void {
    const { uploads } = this.queue;
    const active = uploads.filter(({ state, tries }) => state === "sending" || waits(state, tries));
    const failed = uploads.filter(({ state }) => state === "failed");
    const wanted = [...active, ...failed.slice(0, MAX_FAILED_ROWS)];
    const keep = new Set(wanted.map(({ id }) => id));
    for (const [id, row] of this.rows) {
      if (keep.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    for (const upload of wanted) this.drawRow(upload);
  }

  private drawRow(upload: Upload): void {
    const row = this.rows.get(upload.id) ?? this.newRow(upload);
    const bar = row.querySelector("progress") as HTMLProgressElement;
    const isFailed = upload.state === "failed";
    const error = row.querySelector<HTMLElement>(".upload-error") as HTMLElement;
    bar.hidden = isFailed;
    bar.value = upload.loaded;
    bar.max = Math.max(1, upload.file.size);
    error.textContent = upload.state === "sending" ? "" : upload.error;
    error.classList.toggle("is-danger", isFailed);
    (row.querySelector("button") as HTMLButtonElement).hidden = !isFailed;
  }

  private newRow(upload: Upload): HTMLElement {
    const row = document.createElement("li");
    row.innerHTML = `<span class="upload-name truncate" dir="auto"></span>
      <progress class="progress"></progress><span class="upload-error small"></span>
      <button type="button" class="btn btn-small" hidden>Try again</button>`;
    (row.querySelector(".upload-name") as HTMLElement).textContent = upload.file.name;
    row.querySelector("progress")?.setAttribute("aria-label", upload.file.name);
    row.querySelector("button")?.addEventListener("click", () => this.queue.retry([upload]));
    this.find("[data-upload-rows]").append(row);
    this.rows.set(upload.id, row);
    return row;
  }

  private close(): void {
    this.leftOut = 0;
    this.others = 0;
    this.act.close();
    this.queue.clear();
    this.drawNow();
  }

  private find(selector: string): HTMLElement {
    return this.panel.querySelector<HTMLElement>(selector) as HTMLElement;
  }

  private on(selector: string, run: () => void): void {
    this.find(selector).addEventListener("click", run);
  }
}

function waits(state: string, tries: number): boolean {
  return state === "waiting" && tries > 0;
}

function were(count: number): string {
  return count === 1 ? "was" : "were";
}

function files(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "file" : "files"}`;
}

function megabytes(bytes: number): string {
  return (bytes / MEGABYTE).toFixed(bytes < 10 * MEGABYTE ? 1 : 0);
}
