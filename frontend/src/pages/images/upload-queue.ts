/**
 * Sends many files, four at a time, and never gives up for want of a network; no DOM.
 *
 * A failed connection or a busy server is tried again, later each time; while the browser is
 * offline nothing is tried. What the server refuses stays refused until it is retried by hand.
 */

export type UploadState = "waiting" | "sending" | "added" | "duplicate" | "failed";

export interface Upload {
  readonly id: number;
  readonly file: File;
  state: UploadState;
  loaded: number;
  tries: number;
  error: string;
}

/** How one file went: the server's words, and whether another try may help. */
export interface Outcome {
  state: "added" | "duplicate" | "refused" | "unreachable";
  error: string;
}

export type Send = (
  upload: Upload,
  progress: (loaded: number) => void,
  signal: AbortSignal,
) => Promise<Outcome>;

export interface Counts {
  total: number;
  done: number;
  duplicates: number;
  failed: number;
  bytes: number;
  sentBytes: number;
}

const AT_ONCE = 4;
const MAX_TRIES = 8;
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

export class UploadQueue {
  readonly uploads: Upload[] = [];
  private readonly waiting: Upload[] = [];
  private readonly sending = new Set<Upload>();
  private readonly timers = new Set<ReturnType<typeof setTimeout>>();
  private abort = new AbortController();
  private nextId = 1;

  constructor(
    private readonly send: Send,
    private readonly changed: () => void,
    private readonly isOnline: () => boolean = () => navigator.onLine,
  ) {}

  add(files: readonly File[]): void {
    if (!this.isBusy) this.forgetDone();
    for (const file of files) {
      const upload = { id: this.nextId++, file, loaded: 0, tries: 0, error: "" };
      const row: Upload = { ...upload, state: "waiting" };
      this.uploads.push(row);
      this.waiting.push(row);
    }
    this.pump();
  }

  get isBusy(): boolean {
    return this.uploads.some(({ state }) => state === "waiting" || state === "sending");
  }

  counts(): Counts {
    const counts = { total: 0, done: 0, duplicates: 0, failed: 0, bytes: 0, sentBytes: 0 };
    for (const { state, file, loaded } of this.uploads) {
      const isDone = state === "added" || state === "duplicate";
      counts.total += 1;
      counts.done += isDone ? 1 : 0;
      counts.duplicates += state === "duplicate" ? 1 : 0;
      counts.failed += state === "failed" ? 1 : 0;
      counts.bytes += file.size;
      counts.sentBytes += isDone || state === "failed" ? file.size : Math.min(loaded, file.size);
    }
    return counts;
  }

  retry(uploads: readonly Upload[]): void {
    for (const upload of uploads) {
      if (upload.state !== "failed") continue;
      Object.assign(upload, { state: "waiting", tries: 0, error: "", loaded: 0 });
      this.waiting.push(upload);
    }
    this.pump();
  }

  /** Leaves alone what is not sent yet and breaks off what is being sent. */
  stop(): void {
    this.abort.abort();
    this.abort = new AbortController();
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting.length = 0;
    for (const upload of this.uploads)
      if (upload.state === "waiting" || upload.state === "sending")
        Object.assign(upload, { state: "failed", error: "Stopped before it was added." });
    this.changed();
  }

  /** Forgets everything, once all is done. */
  clear(): void {
    this.stop();
    this.uploads.length = 0;
  }

  private forgetDone(): void {
    const failed = this.uploads.filter(({ state }) => state === "failed");
    this.uploads.splice(0, this.uploads.length, ...failed);
  }

  /** Starts what can be started now; called again when the browser comes back online. */
  pump(): void {
    while (this.isOnline() && this.sending.size < AT_ONCE) {
      const upload = this.waiting.shift();
      if (!upload) break;
      void this.run(upload);
    }
    this.changed();
  }

  private async run(upload: Upload): Promise<void> {
    const { signal } = this.abort;
    this.sending.add(upload);
    upload.state = "sending";
    upload.tries += 1;
    const progress = (loaded: number): void => {
      upload.loaded = loaded;
      this.changed();
    };
    const outcome = await this.send(upload, progress, signal);
    this.sending.delete(upload);
    if (!signal.aborted) this.settle(upload, outcome);
    this.pump();
  }

  private settle(upload: Upload, { state, error }: Outcome): void {
    upload.error = error;
    if (state === "unreachable" && upload.tries < MAX_TRIES) {
      upload.state = "waiting";
      upload.loaded = 0;
      this.later(upload);
    } else {
      upload.state = state === "added" || state === "duplicate" ? state : "failed";
    }
  }

  private later(upload: Upload): void {
    if (!this.isOnline()) {
      // Being offline is nobody's fault: it does not count as a try.
      upload.tries -= 1;
      this.waiting.unshift(upload);
      return;
    }
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (upload.tries - 1));
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.waiting.unshift(upload);
      this.pump();
    }, wait);
    this.timers.add(timer);
  }
}
