/**
 * The palette behind Ctrl/Cmd+K: commands of this page (elements with `data-command`), what the
 * page adds itself (see `ui/palette-source.ts`), and what the server finds (projects, documents,
 * pages), in one list driven by the keyboard.
 */
import {
  hasWords,
  PALETTE_ASKS,
  PALETTE_OPEN,
  type PaletteGroup,
  type PaletteQuestion,
  type PaletteRow,
} from "../ui/palette-source";

const WAIT_MS = 150;
const MAX_COMMANDS = 8;

class Palette {
  private readonly input: HTMLInputElement;
  private readonly list: HTMLElement;
  private timer: number | undefined;
  private asked: AbortController | undefined;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.input = dialog.querySelector<HTMLInputElement>(".palette-input") as HTMLInputElement;
    this.list = dialog.querySelector<HTMLElement>(".palette-list") as HTMLElement;
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.onKey(event));
    dialog.addEventListener("click", (event) => {
      if (event.target === dialog) dialog.close();
    });
  }

  open(): void {
    this.input.value = "";
    if (!this.dialog.open) this.dialog.showModal();
    void this.refresh();
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.refresh(), WAIT_MS);
  }

  private async refresh(): Promise<void> {
    const query = this.input.value.trim();
    this.asked?.abort();
    this.asked = new AbortController();
    const found = await this.ask(query, this.asked.signal);
    if (found === null) return;
    this.list.innerHTML = found;
    const groups = [{ title: "On this page", rows: this.commands(query) }, ...asked(query)];
    for (const { title, rows } of groups.reverse()) {
      if (rows.length > 0) this.list.prepend(heading(title), ...rows.map((row) => this.row(row)));
    }
    if (this.options().length === 0) this.list.append(heading("Nothing has this name."));
    this.options().forEach((option, index) => (option.id = `palette-${index}`));
    this.choose(0);
  }

  private async ask(query: string, signal: AbortSignal): Promise<string | null> {
    const url = new URL(this.input.dataset["paletteUrl"] ?? "", window.location.href);
    url.searchParams.set("q", query);
    try {
      const response = await fetch(url, { signal, credentials: "same-origin" });
      return response.ok ? await response.text() : "";
    } catch (error) {
      return error instanceof DOMException && error.name === "AbortError" ? null : "";
    }
  }

  private commands(query: string): PaletteRow[] {
    const rows: PaletteRow[] = [];
    for (const element of document.querySelectorAll<HTMLElement>("[data-command]")) {
      const label = element.dataset["command"] || element.textContent.trim();
      if (element.closest("[hidden]") || !hasWords(label, query)) continue;
      rows.push({ label, run: () => element.click() });
      if (rows.length === MAX_COMMANDS) break;
    }
    return rows;
  }

  private row({ label, key, run }: PaletteRow): HTMLElement {
    const row = document.createElement("button");
    row.type = "button";
    row.className = "menu-item";
    row.tabIndex = -1;
    row.setAttribute("role", "option");
    const words = document.createElement("span");
    words.className = "truncate";
    words.dir = "auto";
    words.textContent = label;
    row.append(words);
    if (key) row.append(Object.assign(document.createElement("kbd"), { textContent: key }));
    row.addEventListener("click", () => {
      this.dialog.close();
      run();
    });
    return row;
  }

  private options(): HTMLElement[] {
    return [...this.list.querySelectorAll<HTMLElement>("[role=option]")];
  }

  private choose(index: number): void {
    const options = this.options();
    options.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
    const chosen = options[index];
    this.input.setAttribute("aria-activedescendant", chosen?.id ?? "");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  private onKey(event: KeyboardEvent): void {
    const options = this.options();
    const now = options.findIndex((option) => option.ariaSelected === "true");
    if (event.key === "ArrowDown") this.choose(Math.min(now + 1, options.length - 1));
    else if (event.key === "ArrowUp") this.choose(Math.max(now - 1, 0));
    else if (event.key === "Enter") options[now]?.click();
    else return;
    event.preventDefault();
  }
}

/** What the page itself has for these words. */
function asked(query: string): PaletteGroup[] {
  const detail: PaletteQuestion = { query, groups: [] };
  document.body.dispatchEvent(new CustomEvent(PALETTE_ASKS, { detail }));
  return detail.groups;
}

function heading(text: string): HTMLElement {
  const element = document.createElement("p");
  element.className = "menu-title";
  element.textContent = text;
  return element;
}

/** Opens the palette by its button and by Ctrl/Cmd+K. */
export function startPalette(): void {
  const dialog = document.querySelector<HTMLDialogElement>("#palette");
  if (!dialog) return;
  const palette = new Palette(dialog);
  document.addEventListener("keydown", (event) => {
    // The editor has the key in its own table, where people can change it.
    if (document.querySelector("es-editor")) return;
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    palette.open();
  });
  document.body.addEventListener(PALETTE_OPEN, () => palette.open());
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (target?.closest("[data-palette]")) palette.open();
  });
}
