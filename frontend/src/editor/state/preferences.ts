/**
 * How the person likes the editor: kept on the server, so that it is the same on every device.
 *
 * Each capability adds its names with their defaults to `DEFAULTS`; a value of another shape than
 * the default counts as not set. Changes are sent together, shortly after the last one.
 */

export const DEFAULTS = {
  /** Whether points stick to ends of lines, edges of regions and the guide. */
  "editor.snap": true,
  /** Ids of the panels that are open, in order; none: what suits the window. */
  "editor.panels": [] as readonly string[],
  /** The share of the width of each open panel. */
  "editor.panel_sizes": [1.1, 1] as readonly number[],
  "editor.fit": "page",
  /** How the image is shown, in percent; only on the screen. */
  "editor.image": { brightness: 100, contrast: 100, invert: false },
  /** Keys that the person chose instead of a command's own, by the command's id. */
  "editor.keys": {} as Readonly<Record<string, readonly string[]>>,
  "editor.film": true,
  /** What is drawn over the image. */
  "editor.shown": {
    lines: true,
    masks: true,
    regions: true,
    numbers: false,
    labels: false,
    arrows: false,
  },
  /** Ids of types whose regions and lines are not drawn; 0 for those without a type. */
  "editor.hidden_types": { regions: [] as readonly number[], lines: [] as readonly number[] },
  /** The width of what is drawn, in CSS pixels. */
  "editor.stroke": 2,
  /** The layer that was chosen last in each document, by the document's id. */
  "editor.layers": {} as Readonly<Record<string, number>>,
  /** The layer that was compared with last, and in which document; 0 for none. */
  "editor.compare": { document: 0, layer: 0 },
  /** How much of the image is seen under the text that is set over it, 0 to 1. */
  "editor.over_page_image": 0.35,
  /** The size of the text over the page, as a factor of what fits its line. */
  "editor.over_page_size": 1,
  "editor.over_page_confidence": true,
  /** The keyboard of each document, by the document's id. */
  "editor.keyboards": {} as Readonly<Record<string, string>>,
  /** Whether the keys of that keyboard work while its sheet is closed. */
  "editor.keyboard_keys": true,
  "editor.characters": { recent: [] as readonly string[], favourites: [] as readonly string[] },
  /** How texts look; see `state/text-look.ts`. Sizes in CSS pixels, spacing in sizes. */
  "editor.text": {
    font: "serif",
    size: 17,
    spacing: 1.65,
    /** Letters are spread or narrowed, so that a text is as wide as its line on the image. */
    fit: false,
    /** The neighbours of a line are seen on its strip. */
    neighbours: true,
    colours: false,
    scale: 4,
    threshold: 0.9,
  },
};

export type Values = typeof DEFAULTS;
export type Name = keyof Values;

const SEND_AFTER_MS = 1000;
/** Of how many documents something is remembered. */
const REMEMBERED = 60;

export class Preferences {
  private readonly values: Map<string, unknown>;
  private readonly observers = new Set<(name: Name) => void>();
  private unsent: Record<string, unknown> = {};
  private sending: Promise<unknown> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** `send` brings names and values to the server; without it they last as long as the tab. */
  constructor(
    kept: Readonly<Record<string, unknown>> = {},
    private readonly send?: (values: Readonly<Record<string, unknown>>) => Promise<unknown>,
  ) {
    this.values = new Map(Object.entries(kept));
  }

  get<N extends Name>(name: N): Values[N] {
    const value = this.values.get(name);
    return alike(value, DEFAULTS[name]) ? value : DEFAULTS[name];
  }

  set<N extends Name>(name: N, value: Values[N]): void {
    this.values.set(name, value);
    this.unsent[name] = value;
    for (const observer of this.observers) observer(name);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), SEND_AFTER_MS);
  }

  observe(observer: (name: Name) => void): () => void {
    this.observers.add(observer);
    return () => this.observers.delete(observer);
  }

  /**
   * Sends what is unsent, at once; settled when nothing is on its way any more. What could not be
   * sent goes with the next change.
   */
  async flush(): Promise<void> {
    clearTimeout(this.timer);
    const values = this.unsent;
    if (this.send && Object.keys(values).length > 0) {
      this.unsent = {};
      this.sending = Promise.all([this.sending, this.deliver(this.send(values), values)]);
    }
    await this.sending;
  }

  private async deliver(
    answer: Promise<unknown>,
    values: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    try {
      await answer;
    } catch {
      this.unsent = { ...values, ...this.unsent };
    }
  }
}

/** What is remembered by document, with the value of one. */
export function withOwn<T>(
  all: Readonly<Record<string, T>>,
  document: number,
  value: T,
): Readonly<Record<string, T>> {
  const others = Object.entries(all).filter(([id]) => id !== String(document));
  return Object.fromEntries([...others.slice(1 - REMEMBERED), [String(document), value]]);
}

/** Whether a value has the kind of the default; objects need its keys, and more are welcome. */
function alike<T>(value: unknown, fallback: T): value is T {
  if (Array.isArray(fallback)) return Array.isArray(value);
  if (typeof fallback !== "object" || fallback === null) return typeof value === typeof fallback;
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.keys(fallback).every((key) => key in value);
}
