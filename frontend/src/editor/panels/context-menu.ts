/** The menu of what can be done with the selection, where the right button was pressed. */
import { html, nothing, type TemplateResult } from "lit";
import { base, buttons, floating } from "../../ui/styles";
import { commandRow, commandRows } from "./command-list";
import { Panel } from "./panel";

const EDGE = 8;

const LINES = [
  ["open-line", "sheet-line-history", "sheet-comments"],
  ["type", "reverse", "join", "line-below", "link", "unlink", "region-around"],
  ["mask-selected", "mask-forget", "sheet-adjust"],
  ["cut-out", "copy", "paste", "duplicate", "delete"],
  ["select-type", "select-siblings", "select-invert"],
];
const REGIONS = [
  ["type", "lock", "join-regions"],
  ["select-content", "select-type", "select-invert"],
  ["sheet-adjust", "sheet-comments"],
  ["cut-out", "copy", "paste", "duplicate", "delete"],
];
const NOTHING = [
  ["select-all", "select-invert", "paste"],
  ["guide", "snap"],
  ["undo", "redo"],
];

class ContextMenu extends Panel {
  private isOpen = false;
  /** Where the keys went before, and go again: the image, to move on what is selected. */
  private cameFrom: HTMLElement | null = null;

  static override styles = [base, buttons, commandRows, floating];

  /** Shows the menu with its corner at a place of the window, or as near as it fits. */
  open(x: number, y: number): void {
    this.isOpen = true;
    const root = this.getRootNode() as ShadowRoot;
    this.cameFrom = root.activeElement as HTMLElement | null;
    this.requestUpdate();
    void this.updateComplete.then(() => {
      const { card } = this;
      if (!card) return;
      card.showPopover();
      const fit = (at: number, size: number, room: number) =>
        Math.max(EDGE, Math.min(at, room - size - EDGE));
      card.style.left = `${fit(x, card.offsetWidth, window.innerWidth)}px`;
      card.style.top = `${fit(y, card.offsetHeight, window.innerHeight)}px`;
      card.querySelector<HTMLElement>("button:enabled")?.focus();
    });
  }

  /** What can be done is asked for only while somebody looks: some answers cost a layout. */
  protected override shouldUpdate(): boolean {
    return this.isOpen || !this.hasUpdated;
  }

  protected override render(): TemplateResult {
    const groups = this.groups();
    return html`<div
      popover
      role="group"
      aria-label="What can be done here"
      @toggle=${(event: ToggleEvent) => (this.isOpen = event.newState === "open")}
      @keydown=${this.onKey}
      @click=${this.onClick}
    >
      <div class="rows">
        ${groups.map((rows, index) => html`${index > 0 ? html`<hr />` : nothing}${rows}`)}
      </div>
    </div>`;
  }

  private get card(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("[popover]");
  }

  /** What can be done now; what cannot is left out, so that the menu stays short. */
  private groups(): TemplateResult[][] {
    const { selection, canEdit } = this.session;
    const some = selection.regions.size > 0 ? REGIONS : NOTHING;
    const wanted = selection.lines.size > 0 ? LINES : some;
    return wanted
      .map((ids) =>
        ids.flatMap((id) => {
          const command = this.commands.get(id);
          const can = command && (canEdit || !command.edits) && command.enabled?.() !== false;
          return can ? [commandRow(command)] : [];
        }),
      )
      .filter((rows) => rows.length > 0);
  }

  /** Comes before the command that is clicked: that may open something which takes the keys. */
  private readonly onClick = { handleEvent: (): void => this.close(), capture: true };

  private close(): void {
    this.card?.hidePopover();
    this.cameFrom?.focus();
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    event.stopPropagation();
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>("button:enabled")];
    const at = rows.findIndex((row) => row.matches(":focus"));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) rows.at((at + step) % rows.length)?.focus();
    else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
  };
}

customElements.define("es-context-menu", ContextMenu);
export type { ContextMenu };
