/**
 * The cards of a document's pages: stretches of them are filled when they come near the window,
 * and only the cards that changed are fetched anew.
 */

const NEAR = 1200;
const GATHER_MS = 300;
const CARDS_AT_ONCE = 100;

/** Which pages are shown. */
export interface Shown {
  show: string;
  name: string;
  status: string;
  assignee: string;
  /** Empty: the order that the pages have. */
  sort: string;
}

export class PageGrid {
  private readonly place: HTMLElement;
  private readonly observer: IntersectionObserver;
  private readonly changedIds = new Set<number>();
  private gathering: number | undefined;
  private loading = new AbortController();
  shown: Shown;

  constructor(
    private readonly root: HTMLElement,
    private readonly url: string,
    private readonly drawn: () => void,
  ) {
    this.place = root.querySelector<HTMLElement>("#page-list-place") as HTMLElement;
    const query = new URLSearchParams(window.location.search);
    this.shown = {
      show: query.get("show") ?? "all",
      name: query.get("q") ?? "",
      status: query.get("status") ?? "",
      assignee: query.get("assignee") ?? "",
      sort: query.get("sort") ?? "",
    };
    this.observer = new IntersectionObserver((entries) => this.onNear(entries), {
      rootMargin: `${NEAR}px 0px`,
    });
    this.watch();
  }

  get list(): HTMLOListElement | null {
    return this.place.querySelector<HTMLOListElement>("ol.page-grid");
  }

  cards(): HTMLElement[] {
    return [...this.place.querySelectorAll<HTMLElement>(".page-card")];
  }

  card(id: number): HTMLElement | null {
    return this.place.querySelector<HTMLElement>(`#part-${id}`);
  }

  query(more: Readonly<Record<string, string>> = {}): string {
    const { show, name, status, assignee, sort } = this.shown;
    return new URLSearchParams({
      ...(show === "all" ? {} : { show }),
      ...(status && { status }),
      ...(assignee && { assignee }),
      ...(sort && { sort }),
      q: name,
      ...more,
    }).toString();
  }

  get isFiltered(): boolean {
    const { show, name, status, assignee, sort } = this.shown;
    return show !== "all" || `${name}${status}${assignee}${sort}` !== "";
  }

  /** Fetches the list for other pages, or because none of the old list can stay. */
  async showList(shown: Shown = this.shown): Promise<void> {
    this.shown = shown;
    this.loading.abort();
    this.loading = new AbortController();
    const html = await this.fetchText(`${this.url}?${this.query()}`);
    if (html === null) return;
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const id of ["#page-list-place", "#page-filters"]) {
      const fresh = page.querySelector(id);
      const stale = this.root.querySelector(id);
      if (fresh && stale) stale.replaceChildren(...fresh.childNodes);
    }
    this.watch();
    this.drawn();
  }

  /** Fetches the cards in sight anew and lets the others wait until they come into sight. */
  async refresh(): Promise<void> {
    if (!this.list) return this.showList();
    const near: Promise<void>[] = [];
    for (const chunk of this.list.querySelectorAll<HTMLElement>(".page-chunk:not(.is-waiting)"))
      if (isNear(chunk)) near.push(this.fill(chunk));
      else this.empty(chunk);
    await Promise.all(near);
  }

  /** Fetches these cards anew, together with others that change at about the same time. */
  changed(ids: readonly number[]): void {
    for (const id of ids) if (this.card(id)) this.changedIds.add(id);
    if (this.changedIds.size === 0 || this.gathering !== undefined) return;
    this.gathering = window.setTimeout(() => {
      this.gathering = undefined;
      const ids = [...this.changedIds];
      this.changedIds.clear();
      for (let at = 0; at < ids.length; at += CARDS_AT_ONCE)
        void this.fetchCards(ids.slice(at, at + CARDS_AT_ONCE));
    }, GATHER_MS);
  }

  private async fetchCards(ids: readonly number[]): Promise<void> {
    const html = await this.fetchText(`${this.url}cards/?selection=${ids.join(",")}`);
    if (html === null) return;
    const template = document.createElement("template");
    template.innerHTML = html;
    for (const card of template.content.querySelectorAll<HTMLElement>(".page-card")) {
      const old = document.getElementById(card.id);
      if (!old) continue;
      const focused = old.contains(document.activeElement) ? document.activeElement : null;
      old.replaceWith(card);
      if (focused) card.querySelector<HTMLElement>(`.${focused.classList[0] ?? "none"}`)?.focus();
    }
    this.drawn();
  }

  private onNear(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries)
      if (isIntersecting && target instanceof HTMLElement) void this.fill(target);
  }

  private watch(): void {
    for (const chunk of this.place.querySelectorAll<HTMLElement>(".page-chunk.is-waiting")) {
      this.reserve(chunk, this.expectedHeight());
      this.observer.observe(chunk);
    }
  }

  private async fill(chunk: HTMLElement): Promise<void> {
    this.observer.unobserve(chunk);
    const query = this.query({ offset: chunk.dataset["offset"] ?? "0" });
    const html = await this.fetchText(`${this.url}chunk/?${query}`, this.loading.signal);
    if (!chunk.isConnected) return;
    if (html === null) {
      this.observer.observe(chunk);
      return;
    }
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild as HTMLElement;
    const total = Number(fresh.dataset["total"]);
    if (total === 0) return this.showList();
    chunk.replaceWith(fresh);
    this.fit(total, Number(fresh.dataset["size"]));
    this.drawn();
  }

  /** Adds or removes waiting stretches, so that the list is as long as it should be. */
  private fit(total: number, size: number): void {
    const list = this.list;
    if (!list) return;
    const offset = (chunk: HTMLElement): number => Number(chunk.dataset["offset"]);
    const chunks = [...list.querySelectorAll<HTMLElement>(".page-chunk")];
    for (const chunk of chunks) if (offset(chunk) >= total) chunk.remove();
    const last = Math.max(...chunks.map(offset));
    for (let next = last + size; next < total; next += size) {
      const chunk = document.createElement("li");
      chunk.dataset["offset"] = String(next);
      list.append(chunk);
      this.empty(chunk, this.expectedHeight());
    }
  }

  private empty(chunk: HTMLElement, height = heightOf(chunk)): void {
    chunk.className = "page-chunk is-waiting";
    chunk.setAttribute("aria-hidden", "true");
    chunk.replaceChildren();
    this.reserve(chunk, height);
    this.observer.observe(chunk);
  }

  private reserve(chunk: HTMLElement, height: number): void {
    chunk.style.blockSize = `${height}px`;
  }

  private expectedHeight(): number {
    const first = this.place.querySelector<HTMLElement>(".page-chunk:not(.is-waiting)");
    return first ? heightOf(first) : 2400;
  }

  private async fetchText(url: string, signal?: AbortSignal): Promise<string | null> {
    try {
      const init: RequestInit = { credentials: "same-origin", redirect: "error" };
      const response = await fetch(url, signal ? { ...init, signal } : init);
      return response.ok ? await response.text() : null;
    } catch {
      return null;
    }
  }
}

function edges(chunk: HTMLElement): { top: number; bottom: number } {
  const cards = chunk.querySelectorAll(".page-card");
  const first = cards.item(0) as Element | null;
  if (!first) return { top: 0, bottom: 0 };
  return {
    top: first.getBoundingClientRect().top,
    bottom: cards.item(cards.length - 1).getBoundingClientRect().bottom,
  };
}

function heightOf(chunk: HTMLElement): number {
  const { top, bottom } = edges(chunk);
  return bottom - top;
}

function isNear(chunk: HTMLElement): boolean {
  const { top, bottom } = edges(chunk);
  return bottom > -NEAR && top < window.innerHeight + NEAR;
}
