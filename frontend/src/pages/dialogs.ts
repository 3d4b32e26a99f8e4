/**
 * The one dialog of a page.
 *
 * A button with `data-dialog="/url/"` fetches the fragment at the address and shows it;
 * `data-with-selection` adds `?selection=` from the element that has `data-selection`;
 * `data-sheet` shows it as a side sheet; scripts dispatch `dialog:open` with the address as
 * detail. The server's `dialog:close` closes it. A dialog that was opened out of another one gives
 * way to that one again, with all that was filled in there.
 */
import htmx from "htmx.org";
import { showWrong } from "./form-errors";
import { announce } from "./live-region";

/** The dialogs that lie below the one shown, each with the button that led on. */
const below: { fields: DocumentFragment; opener: HTMLElement }[] = [];

function parts(): { dialog: HTMLDialogElement; body: HTMLElement } | null {
  const dialog = document.querySelector<HTMLDialogElement>("#dialog");
  const body = dialog?.querySelector<HTMLElement>(".dialog-body");
  return dialog && body ? { dialog, body } : null;
}

/** The address that a button opens, with the pages that are selected where it wants them. */
export function addressOf(opener: HTMLElement, written = opener.dataset["dialog"]): string {
  const url = new URL(written ?? "", window.location.href);
  if ("withSelection" in opener.dataset) {
    const holder = document.querySelector<HTMLElement>("[data-selection]");
    url.searchParams.set("selection", holder?.dataset["selection"] ?? "all");
  }
  return url.pathname + url.search;
}

async function fetchFragment(url: string): Promise<string> {
  const headers = { "HX-Request": "true" };
  const response = await fetch(url, { headers, credentials: "same-origin" });
  if (response.redirected) {
    window.location.assign(response.url);
    return "";
  }
  if (!response.ok && response.status !== 422) throw new Error(String(response.status));
  return response.text();
}

/** Shows the fragment at `url` in the dialog; what `opener`, a button in it, stood in is kept. */
export async function openDialog(url: string, sheet = false, opener?: HTMLElement): Promise<void> {
  const found = parts();
  if (!found) return;
  const { dialog, body } = found;
  let fragment: string;
  try {
    fragment = await fetchFragment(url);
  } catch {
    fragment = failureFragment();
  }
  if (!fragment) return;
  if (opener && body.contains(opener)) {
    const fields = document.createDocumentFragment();
    fields.append(...body.childNodes);
    below.push({ fields, opener });
  }
  body.innerHTML = fragment;
  htmx.process(body);
  dialog.classList.toggle("sheet", sheet);
  reveal(dialog, body);
}

/**
 * Posts to a dialog's address; where the answer is the dialog, because there is something to ask
 * or to say, shows it.
 */
export async function postToDialog(url: string, values: Record<string, string>): Promise<void> {
  const found = parts();
  if (!found) return;
  const { dialog, body } = found;
  await htmx.ajax("post", url, { source: document.body, target: body, swap: "innerHTML", values });
  dialog.classList.remove("sheet");
  if (body.childElementCount > 0) reveal(dialog, body);
}

function reveal(dialog: HTMLDialogElement, body: HTMLElement): void {
  if (!dialog.open) dialog.showModal();
  body
    .querySelector<HTMLElement>(
      "[autofocus], .dialog-fields :is(input:not([type=hidden]), select, textarea)",
    )
    ?.focus();
}

function failureFragment(): string {
  return `<header class="dialog-head"><h2 id="dialog-title">This could not be opened</h2></header>
    <div class="dialog-fields"><p>The server did not answer, or this is no longer there.
    Check your connection and load the page anew.</p></div>
    <footer class="dialog-foot"><button type="button" class="btn" data-dialog-close>Close</button></footer>`;
}

function close(): void {
  parts()?.dialog.close();
}

/** Clears the dialog that was closed, or brings back the one below it. */
function afterClosing({ dialog, body }: { dialog: HTMLDialogElement; body: HTMLElement }): void {
  const last = below.pop();
  body.replaceChildren(...(last ? [last.fields] : []));
  if (!last) return;
  dialog.showModal();
  last.opener.focus();
}

/** Opens dialogs on click and closes them when the server says so. */
export function startDialogs(): void {
  const found = parts();
  if (!found) return;
  const { dialog, body } = found;
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest<HTMLElement>("[data-dialog]");
    if (opener) {
      event.preventDefault();
      opener.closest<HTMLElement>("[popover]")?.hidePopover();
      void openDialog(addressOf(opener), "sheet" in opener.dataset, opener);
    } else if (target === dialog || target?.closest("[data-dialog-close]")) {
      close();
    }
  });
  document.body.addEventListener("dialog:close", () => {
    below.length = 0;
    close();
  });
  document.body.addEventListener("dialog:open", (event) => {
    void openDialog((event as CustomEvent<string>).detail);
  });
  dialog.addEventListener("close", () => {
    afterClosing(found);
  });
  body.addEventListener("htmx:afterSwap", (event) => {
    if ((event as CustomEvent<{ target: Element }>).detail.target === body) showWrong(body);
  });
  body.addEventListener("htmx:responseError", () => showFailure(body));
  body.addEventListener("htmx:sendError", () => showFailure(body));
}

function showFailure(body: HTMLElement): void {
  const words = "This was not saved: the server did not accept it or did not answer. Try again.";
  const notice = document.createElement("p");
  notice.className = "notice is-danger dialog-failure";
  notice.textContent = words;
  body.querySelector(".dialog-failure")?.remove();
  body.querySelector(".dialog-fields")?.prepend(notice);
  announce(words);
}
