/**
 * Which panels stand side by side, in what order, and how the width is shared.
 *
 * The choice is the person's and is kept in the preferences; on a small screen only one of the
 * panels is seen at a time, which is not kept.
 */
import type { PanelKey } from "./command";
import type { Preferences } from "./preferences";

export const PANEL_KEYS: readonly PanelKey[] = ["image", "over-page", "text", "strips"];
export const MOST_PANELS = 3;
/** No panel gets less of the width than this. */
export const LEAST_SHARE = 0.15;
const STANDARD: readonly PanelKey[] = ["image", "text"];
const WIDE: readonly PanelKey[] = ["image", "over-page", "text"];
/** From this width on there is room for three panels that can be read. */
const WIDE_PX = 2400;
const WRITING: readonly PanelKey[] = ["text", "strips"];

function isPanel(value: unknown): value is PanelKey {
  return (PANEL_KEYS as readonly unknown[]).includes(value);
}

export class Workspace {
  /** The panel that a small screen shows. */
  private front: PanelKey | null = null;
  private small = false;
  private readonly observers = new Set<() => void>();

  constructor(
    private readonly preferences: Preferences,
    private readonly width = 1280,
  ) {
    preferences.observe(() => this.tell());
  }

  /** Calls the observer when panels came, went, moved or changed their size. */
  observe(observer: () => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /** The open panels, in order; at least one. */
  get panels(): readonly PanelKey[] {
    const kept = [...new Set(this.preferences.get("editor.panels").filter(isPanel))];
    if (kept.length > 0) return kept.slice(0, MOST_PANELS);
    return this.width >= WIDE_PX ? WIDE : STANDARD;
  }

  /** The share of each open panel; they make up one together. */
  get shares(): readonly number[] {
    const { panels } = this;
    const kept = this.preferences.get("editor.panel_sizes");
    const usable = kept.length === panels.length && kept.every((share) => share > 0);
    if (usable) return normal(kept);
    return normal(panels.map((panel) => (WRITING.includes(panel) && panels.length > 2 ? 0.7 : 1)));
  }

  /** The panel that is seen where there is room for one. */
  get shown(): PanelKey {
    const { panels } = this;
    return this.front ?? panels[0] ?? "image";
  }

  get canAdd(): boolean {
    return this.panels.length < MOST_PANELS;
  }

  /** Whether one panel is seen at a time. */
  get isSmall(): boolean {
    return this.small;
  }

  set isSmall(small: boolean) {
    this.small = small;
    this.tell();
  }

  /** Whether the panel is seen. */
  has(panel: PanelKey): boolean {
    return this.small ? this.shown === panel : this.panels.includes(panel);
  }

  /** Opens a panel; in the place of the last other one of its kind where there is no room. */
  open(panel: PanelKey): void {
    if (this.has(panel)) return;
    if (this.small) {
      this.front = panel;
      this.tell();
      return;
    }
    const { panels, shares } = this;
    if (this.canAdd) {
      this.keep([...panels, panel], [...shares, 1 / panels.length]);
      return;
    }
    const at = panels.findLastIndex((other) => WRITING.includes(other) === WRITING.includes(panel));
    this.change(at < 0 ? panels.length - 1 : at, panel);
  }

  /** Closes a panel; the last one stays. */
  close(panel: PanelKey): void {
    const { panels, shares } = this;
    const at = panels.indexOf(panel);
    if (this.small || at < 0 || panels.length === 1) return;
    const others = <T>(list: readonly T[]) => list.filter((_item, index) => index !== at);
    this.keep(others(panels), others(shares));
  }

  toggle(panel: PanelKey): void {
    if (this.has(panel)) this.close(panel);
    else this.open(panel);
  }

  /** Shows another panel in this place; one that is open already changes places. */
  change(at: number, panel: PanelKey): void {
    const panels = [...this.panels];
    const old = panels[at];
    if (!old || old === panel) return;
    const other = panels.indexOf(panel);
    if (other >= 0) panels[other] = old;
    panels[at] = panel;
    this.keep(panels, this.shares);
  }

  /** Moves a panel along by `step` places. */
  move(panel: PanelKey, step: number): void {
    const at = this.panels.indexOf(panel);
    const other = this.panels[at + step];
    if (!other) return;
    const shares = [...this.shares];
    [shares[at], shares[at + step]] = [shares[at + step] ?? 1, shares[at] ?? 1];
    this.keep(
      this.panels.map((key) => (key === panel ? other : key === other ? panel : key)),
      shares,
    );
  }

  /** The shares with the edge after a panel moved by a share of the whole width. */
  resized(at: number, by: number): readonly number[] {
    const shares = [...this.shares];
    const [before, after] = [shares[at], shares[at + 1]];
    if (before === undefined || after === undefined) return shares;
    const least = Math.min(LEAST_SHARE, before, after);
    const moved = Math.min(Math.max(by, least - before), after - least);
    shares[at] = before + moved;
    shares[at + 1] = after - moved;
    return shares;
  }

  /** Moves the edge after a panel. */
  resize(at: number, by: number): void {
    this.keep(this.panels, this.resized(at, by));
  }

  /** The panel to type a line's text in, if one is open. */
  get writing(): PanelKey | null {
    return WRITING.find((panel) => this.has(panel)) ?? null;
  }

  private keep(panels: readonly PanelKey[], shares: readonly number[]): void {
    this.preferences.set("editor.panels", panels);
    this.preferences.set("editor.panel_sizes", normal(shares));
  }

  private tell(): void {
    for (const observer of this.observers) observer();
  }
}

function normal(shares: readonly number[]): number[] {
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => Math.round((share / sum) * 1000) / 1000);
}
