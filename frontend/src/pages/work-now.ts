/**
 * Work that one click asks for, with what is usual in the document.
 *
 * A button with `data-now="/url/"` posts to the address of a dialog, with the words of what is usual
 * (`data-usual`); where something else is usual meanwhile, or something has to be said first, the
 * server answers with the dialog. Shift opens it in any case. Scripts dispatch `work:now` with
 * address and words; the server's `work:asked` says what was asked for.
 */
import { addressOf, openDialog, postToDialog } from "./dialogs";
import { announce } from "./live-region";

/** What a script asks for. */
export interface WorkNow {
  readonly url: string;
  readonly usual: string;
}

const asking = new Set<string>();

/** A second click while the first one is on its way is the same wish. */
async function askNow({ url, usual }: WorkNow): Promise<void> {
  if (asking.has(url)) return;
  asking.add(url);
  const { pathname, searchParams } = new URL(url, window.location.href);
  const selection = searchParams.get("selection") ?? "all";
  try {
    await postToDialog(pathname, { now: usual, selection });
  } finally {
    asking.delete(url);
  }
}

/** Asks for work on click, and says that it was asked for. */
export function startWorkNow(): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const opener = target?.closest<HTMLElement>("[data-now]");
    if (!opener) return;
    const url = addressOf(opener, opener.dataset["now"]);
    const usual = opener.dataset["usual"] ?? "";
    void (event.shiftKey ? openDialog(url) : askNow({ url, usual }));
  });
  document.body.addEventListener("work:now", (event) => {
    void askNow((event as CustomEvent<WorkNow>).detail);
  });
  document.body.addEventListener("work:asked", (event) => {
    const { detail } = event as CustomEvent<{ words?: string }>;
    if (detail.words) announce(detail.words);
  });
}
