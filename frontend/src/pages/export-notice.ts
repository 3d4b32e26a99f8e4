/**
 * Tells when an export that was asked for on this page is ready, with the link to its file.
 *
 * The server's `export:asked` names the job; its end comes as `events:job`. The notice works on
 * every page, the editor's too, and stays until it is closed. Lists of exports hear `export:made`
 * of every export that ends, wherever it was asked for.
 */
import { ApiError, request } from "../api/client";

interface Job {
  readonly id: number;
  readonly kind: string;
  readonly state: string;
  readonly title: string;
  readonly message: string;
}

interface Download {
  readonly name: string;
  readonly file_url: string;
  readonly warning_count: number;
}

const KINDS = new Set(["export", "export_set", "archive_project"]);
const asked = new Set<number>();

function element(name: string, className: string, text: string): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** `name` opens the sentence: it keeps its own direction, and the sentence that of the page. */
function show(words: string, name = "", link?: HTMLElement): void {
  const box = element("div", "floating-notice", "");
  box.setAttribute("role", "status");
  const text = element("p", "", "");
  text.append(element("bdi", "", name), words);
  const close = element("button", "btn btn-quiet", "Close");
  close.setAttribute("type", "button");
  close.addEventListener("click", () => box.remove());
  box.append(text, ...(link ? [link] : []), close);
  document.querySelector(".floating-notice")?.remove();
  document.body.append(box);
}

function linkTo(file: Download): HTMLElement {
  const link = element("a", "btn btn-primary", "Download");
  link.setAttribute("href", file.file_url);
  link.setAttribute("download", "");
  return link;
}

async function showReady(job: Job): Promise<void> {
  try {
    const url = `/api/downloads/?job=${job.id}`;
    const [file] = (await request<{ results: Download[] }>("GET", url)).results;
    if (!file) return;
    const missing = file.warning_count > 0 ? ` ${job.message}` : "";
    show(` is ready.${missing}`, file.name, linkTo(file));
  } catch (error) {
    if (!(error instanceof ApiError)) show(" is ready: see the Files page.", job.title);
  }
}

export function startExportNotice(): void {
  document.body.addEventListener("export:asked", (event) => {
    asked.add((event as CustomEvent<{ job: number }>).detail.job);
  });
  document.body.addEventListener("events:job", (event) => {
    const job = (event as CustomEvent<Job>).detail;
    if (job.state === "done" && KINDS.has(job.kind)) {
      document.body.dispatchEvent(new CustomEvent("export:made"));
    }
    if (!asked.has(job.id) || !["done", "failed"].includes(job.state)) return;
    asked.delete(job.id);
    if (job.state === "done") void showReady(job);
    else show(` failed. ${job.message}`, job.title);
  });
}
