/**
 * Which pages are selected, in the ids of the server; no DOM.
 *
 * The ids of all pages shown, in their order, are asked for once and only when a choice reaches
 * beyond the cards that are on the screen.
 */

/** Servers and proxies refuse addresses of more than some 4,000 characters. */
const LONG = 1500;

/** Compresses ids into the text that the server reads: `12-14,20`. */
export function toRanges(values: Iterable<number>): string {
  const sorted = [...values].sort((a, b) => a - b);
  const ranges: string[] = [];
  let start = 0;
  sorted.forEach((value, index) => {
    if (sorted[index + 1] === value + 1) return;
    const first = sorted[start] ?? value;
    ranges.push(first === value ? String(value) : `${first}-${value}`);
    start = index + 1;
  });
  return ranges.join(",");
}

/** The text for thousands of scattered ids: one bit for each from the first on, in base 64. */
export function toBits(ids: Iterable<number>): string {
  const sorted = [...ids].sort((a, b) => a - b);
  const first = sorted[0] ?? 0;
  const bytes = new Uint8Array(Math.floor(((sorted.at(-1) ?? 0) - first) / 8) + 1);
  for (const id of sorted) {
    const place = (id - first) >> 3;
    bytes[place] = (bytes[place] ?? 0) | (1 << ((id - first) & 7));
  }
  const characters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  const text = btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  return `bits!${first}!${text}`;
}

/** Reads `1-5, 8` as numbers from 1 to `last`; null when it is not understood. */
export function readNumbers(text: string, last: number): number[] | null {
  const numbers = new Set<number>();
  for (const piece of text.split(/[\s,;]+/).filter(Boolean)) {
    const match = /^(\d{1,7})(?:[-–](\d{0,7}))?$/.exec(piece);
    if (!match) return null;
    const from = Number(match[1]);
    const to = match[2] === undefined ? from : match[2] === "" ? last : Number(match[2]);
    for (let number = Math.max(1, from); number <= Math.min(to, last); number++)
      numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

export class Selection {
  readonly ids = new Set<number>();
  private anchor: number | null = null;

  constructor(private readonly changed: () => void) {}

  has(id: number): boolean {
    return this.ids.has(id);
  }

  toggle(id: number, on = !this.ids.has(id)): void {
    if (on) this.ids.add(id);
    else this.ids.delete(id);
    this.anchor = id;
    this.changed();
  }

  replace(ids: Iterable<number>): void {
    this.ids.clear();
    for (const id of ids) this.ids.add(id);
    this.changed();
  }

  clear(): void {
    this.anchor = null;
    this.replace([]);
  }

  /** Selects from the last page that was chosen to `id`, in the given order of all pages. */
  extendTo(id: number, order: readonly number[]): void {
    const from = this.anchor === null ? -1 : order.indexOf(this.anchor);
    const to = order.indexOf(id);
    if (from < 0 || to < 0) {
      this.toggle(id, true);
      return;
    }
    for (const between of order.slice(Math.min(from, to), Math.max(from, to) + 1))
      this.ids.add(between);
    this.changed();
  }

  /** Forgets pages that are gone. */
  drop(ids: Iterable<number>): void {
    for (const id of ids) this.ids.delete(id);
    this.changed();
  }

  /** What the server is told: `all` for the whole document, else the ids, never too long. */
  text(all: readonly number[] | null): string {
    if (all && all.length === this.ids.size && all.length > 0) return "all";
    const chosen = toRanges(this.ids);
    if (chosen.length < LONG) return chosen;
    const bits = toBits(this.ids);
    return bits.length < chosen.length ? bits : chosen;
  }
}
