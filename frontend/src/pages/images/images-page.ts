/** The images page, put together: list, selection, order, uploads, and what happens meanwhile. */
import { pokeEvents } from "../../api/events";
import { request } from "../../api/client";
import { announce } from "../live-region";
import { partOf, targetIn } from "./dom";
import { startDragOrder } from "./drag-order";
import { markTabStop, startGridKeys } from "./grid-keys";
import { PageGrid, type Shown } from "./page-grid";
import { readNumbers, Selection } from "./selection";
import { drawSelectionBar } from "./selection-bar";
import { startUploadZone } from "./upload-zone";

const VIEW_KEY = "pages-view";
const REFRESH_MS = 400;
const SEARCH_MS = 250;
const OPEN_STATES = new Set(["queued", "running"]);

type Detail = Readonly<Record<string, unknown>>;

class ImagesPage {
  private readonly grid: PageGrid;
  private readonly selection = new Selection(() => this.draw());
  private readonly bar: HTMLElement;
  private readonly api: string;
  private readonly order = new Map<string, number[]>();
  private current: number | null = null;
  private refreshing: number | undefined;
  private searching: number | undefined;

  constructor(private readonly root: HTMLElement) {
    const id = root.dataset["document"] ?? "";
    this.api = `/api/documents/${id}/`;
    this.bar = root.querySelector<HTMLElement>("#selection-bar") as HTMLElement;
    this.grid = new PageGrid(root, `/document/${id}/images/`, () => this.draw());
    this.setView(localStorage.getItem(VIEW_KEY) ?? "grid");
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("focusin", (event) => this.onFocus(event));
    document.addEventListener("keydown", (event) => this.onKey(event));
    startGridKeys(root, {
      cards: () => this.grid.cards(),
      toggle: (part, extend) => void this.choose(part, extend),
    });
    if ("canEdit" in root.dataset)
      startDragOrder(root, {
        isOn: () => this.grid.shown.sort === "",
        dragged: (part) => (this.selection.has(part) ? [...this.selection.ids] : [part]),
        move: (ids, index) => void this.move(ids, index),
      });
    startUploadZone(root, () => pokeEvents());
    this.listenToForms();
    this.listenToServer();
    this.draw();
  }

  private draw(): void {
    const cards = this.grid.cards();
    for (const card of cards) {
      const selected = this.selection.has(partOf(card));
      card.classList.toggle("is-selected", selected);
      (card.querySelector(".page-check") as HTMLInputElement).checked = selected;
    }
    this.root.classList.toggle("has-selection", this.selection.ids.size > 0);
    markTabStop(cards, this.current);
    const shown = this.order.get(this.grid.query()) ?? this.loadedOrder();
    const all = this.grid.isFiltered ? (this.order.get("q=") ?? null) : shown;
    const total = this.root.querySelector<HTMLElement>(".page-chunk[data-total]");
    const shownCount = Number(total?.dataset["total"] ?? 0);
    const tab = document.querySelector(".tabs [aria-current] .numeric");
    if (tab && !this.grid.isFiltered) tab.textContent = String(shownCount);
    drawSelectionBar(this.bar, this.selection, { all, shown, shownCount });
  }

  /** The order of all pages shown when each of them has its card on the screen, else null. */
  private loadedOrder(): number[] | null {
    if (this.root.querySelector(".page-chunk.is-waiting")) return null;
    return this.grid.cards().map((card) => partOf(card));
  }

  private async shownOrder(): Promise<readonly number[]> {
    const query = this.grid.query();
    const known = this.order.get(query) ?? this.loadedOrder();
    if (known) return known;
    const ids = await request<number[]>("GET", `${this.api}part_ids/?${query}`);
    this.order.set(query, ids);
    return ids;
  }

  private async choose(part: number, extend: boolean): Promise<void> {
    if (extend) this.selection.extendTo(part, await this.shownOrder());
    else this.selection.toggle(part);
  }

  private async selectAll(): Promise<void> {
    this.selection.replace(await this.shownOrder());
    announce(`${this.selection.ids.size} pages selected.`);
  }

  private onClick(event: MouseEvent): void {
    const card = targetIn(event, ".page-card");
    if (card) this.onCardClick(event, partOf(card));
    const select = targetIn(event, "[data-select]");
    if (select) this.onSelectClick(select);
    const view = targetIn(event, "[data-view]");
    if (view) this.setView(view.dataset["view"] ?? "grid");
    const filter = targetIn(event, "a[data-show]");
    if (filter && !event.ctrlKey && !event.metaKey) this.onFilterClick(event, filter);
    const status = targetIn(event, "[data-status]")?.dataset["status"];
    if (status) this.onStatusClick(status);
  }

  /** Pressing it again shows pages of every status. */
  private onStatusClick(status: string): void {
    const { shown } = this.grid;
    void this.show({ ...shown, status: shown.status === status ? "" : status });
  }

  private onSelectClick(button: HTMLElement): void {
    button.closest<HTMLElement>("[popover]")?.hidePopover();
    if (button.dataset["select"] === "all") void this.selectAll();
    else this.selection.clear();
  }

  private onFilterClick(event: MouseEvent, filter: HTMLElement): void {
    event.preventDefault();
    const show = filter.dataset["show"] ?? "all";
    const forget = "forgetName" in filter.dataset;
    const { sort } = this.grid.shown;
    const rest = forget ? { name: "", status: "", assignee: "", sort } : this.grid.shown;
    void this.show({ ...rest, show });
  }

  private onCardClick(event: MouseEvent, part: number): void {
    const isCheck = targetIn(event, ".page-check") !== null;
    const isShift = event.shiftKey && targetIn(event, ".page-open") !== null;
    if (!isCheck && !isShift) return;
    if (isShift) event.preventDefault();
    void this.choose(part, event.shiftKey);
  }

  private onFocus(event: FocusEvent): void {
    const card = targetIn(event, ".page-card");
    if (!card) return;
    this.current = partOf(card);
    markTabStop(this.grid.cards(), this.current);
  }

  private onKey(event: KeyboardEvent): void {
    if (targetIn(event, "input:not(.page-check), textarea, select, dialog, [popover]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
      event.preventDefault();
      void this.selectAll();
    } else if (event.key === "Escape" && !event.defaultPrevented) this.selection.clear();
  }

  private setView(view: string): void {
    const isList = view === "list";
    this.root.classList.toggle("is-list", isList);
    localStorage.setItem(VIEW_KEY, isList ? "list" : "grid");
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-view]"))
      button.setAttribute(
        "aria-pressed",
        String(button.dataset["view"] === (isList ? "list" : "grid")),
      );
  }

  private async show(shown: Shown): Promise<void> {
    await this.grid.showList(shown);
    const query = new URLSearchParams(this.grid.query());
    if (!shown.name) query.delete("q");
    history.replaceState(null, "", query.size ? `?${query.toString()}` : window.location.pathname);
    const search = this.root.querySelector<HTMLInputElement>(".pages-search input");
    if (search && search.value !== shown.name) search.value = shown.name;
    const total = this.root.querySelector<HTMLElement>(".page-chunk[data-total]");
    announce(`Pages shown: ${total?.dataset["total"] ?? "0"}`);
  }

  private listenToForms(): void {
    const search = this.root.querySelector<HTMLFormElement>(".pages-search");
    const find = (): void => {
      const name = search?.querySelector("input")?.value.trim() ?? "";
      if (name !== this.grid.shown.name) void this.show({ ...this.grid.shown, name });
    };
    search?.addEventListener("input", () => {
      window.clearTimeout(this.searching);
      this.searching = window.setTimeout(find, SEARCH_MS);
    });
    search?.addEventListener("submit", (event) => {
      event.preventDefault();
      find();
    });
    this.root.addEventListener("change", (event) => {
      const assignee = targetIn(event, "select[data-assignee]") as HTMLSelectElement | null;
      if (assignee) void this.show({ ...this.grid.shown, assignee: assignee.value });
      const sort = targetIn(event, "select[data-sort]") as HTMLSelectElement | null;
      if (sort) void this.show({ ...this.grid.shown, sort: sort.value });
    });
    // The filters that ask themselves anew are those of what is shown now.
    this.root.addEventListener("htmx:configRequest", (event) => {
      const { detail } = event as CustomEvent<{ path: string }>;
      if (targetIn(event, "#page-filters")) detail.path += `?${this.grid.query()}`;
    });
    const numbers = this.root.querySelector<HTMLFormElement>("[data-select-numbers]");
    numbers?.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.selectNumbers(numbers);
    });
  }

  private async selectNumbers(form: HTMLFormElement): Promise<void> {
    const error = form.querySelector<HTMLElement>("[role=alert]") as HTMLElement;
    const input = form.querySelector("input") as HTMLInputElement;
    const all = await this.documentOrder();
    const numbers = readNumbers(input.value, all.length);
    error.hidden = numbers !== null && numbers.length > 0;
    error.textContent = `Write numbers from 1 to ${all.length}, like 1-5, 8.`;
    if (!numbers?.length) return;
    this.selection.replace(numbers.map((number) => all[number - 1] ?? 0));
    form.closest<HTMLElement>("[popover]")?.hidePopover();
  }

  private async documentOrder(): Promise<readonly number[]> {
    if (!this.grid.isFiltered) return this.shownOrder();
    const known = this.order.get("q=") ?? (await request<number[]>("GET", `${this.api}part_ids/`));
    this.order.set("q=", known);
    return known;
  }

  private async move(ids: readonly number[], index: number): Promise<void> {
    try {
      await request("POST", `${this.api}bulk_move_parts/`, { parts: ids, index });
      this.later();
    } catch (error) {
      announce(error instanceof Error ? error.message : "The pages were not moved.");
    }
  }

  /** Draws the list anew soon; many changes at once make one fetch. */
  private later(): void {
    this.order.clear();
    this.refreshing ??= window.setTimeout(() => {
      this.refreshing = undefined;
      void this.grid.refresh();
    }, REFRESH_MS);
  }

  private listenToServer(): void {
    const on = (name: string, run: (detail: Detail) => void): void =>
      document.body.addEventListener(name, (event) => run((event as CustomEvent<Detail>).detail));
    on("events:part.created", () => this.later());
    on("events:part.moved", () => this.later());
    on("parts:changed", () => {
      this.later();
      pokeEvents();
    });
    on("events:part.deleted", ({ parts }) => {
      this.selection.drop(Array.isArray(parts) ? parts.map(Number) : []);
      this.later();
    });
    for (const kind of ["part.ready", "part.failed", "part.layout", "part.text", "comment"])
      on(`events:${kind}`, ({ part }) => this.grid.changed([Number(part)]));
    on("events:part.changed", ({ part, parts }) => {
      this.grid.changed(Array.isArray(parts) ? parts.map(Number) : [Number(part)]);
    });
    on("events:job", (job) => this.onJob(job));
  }

  private onJob({ part, state, done, total }: Detail): void {
    const card = part ? this.grid.card(Number(part)) : null;
    if (!card) return;
    const bar = card.querySelector<HTMLProgressElement>(".page-progress") as HTMLProgressElement;
    const isOpen = OPEN_STATES.has(String(state));
    // The first sign of a job, the change from waiting to running, and its end change words too.
    const isNews = bar.hidden === isOpen || card.dataset["job"] !== state;
    card.dataset["job"] = String(state);
    if (Number(total) > 0) {
      bar.max = Number(total);
      bar.value = Number(done);
    }
    if (isNews) this.grid.changed([Number(part)]);
  }
}

/** Starts the images page where there is one. */
export function startImagesPage(): void {
  const root = document.querySelector<HTMLElement>("#pages");
  if (root) new ImagesPage(root);
}
