/** Tells on ordinary pages that work of this person waits in the browser, and where to send it. */
import { forsakenWork, type KeptWork } from "../api/kept-work";

function sentence({ changes, conflicts, place }: KeptWork): string {
  const words = [
    changes > 0 ? `${changes} ${changes === 1 ? "change" : "changes"} to be sent` : "",
    conflicts.length > 0 ? `${conflicts.length} to be decided` : "",
  ];
  return `${place.title}: ${words.filter((part) => part !== "").join(", ")}.`;
}

function notice(works: readonly KeptWork[]): HTMLElement {
  const box = document.createElement("div");
  box.className = "notice is-attention waiting-work";
  box.setAttribute("role", "status");
  const head = document.createElement("p");
  head.textContent = "Work on these pages waits in this browser. It is sent when you open one.";
  const list = document.createElement("ul");
  for (const work of works) {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = work.place.url;
    link.dir = "auto";
    link.textContent = sentence(work);
    item.append(link);
    list.append(item);
  }
  box.append(head, list);
  return box;
}

/** Shows the notice at the top of the page where there is something to tell. */
export async function startWaitingWork(): Promise<void> {
  const user = Number(document.body.dataset["user"]);
  const page = document.querySelector("main.page");
  if (!page || !user || !("indexedDB" in window)) return;
  try {
    const works = (await forsakenWork(user)).filter(({ place }) => place.url !== "");
    if (works.length > 0) page.prepend(notice(works));
  } catch {
    // A browser that keeps nothing has nothing to tell.
  }
}
