/** How a page adds its own things to the palette behind Ctrl+K. */

export interface PaletteRow {
  readonly label: string;
  /** The key that does the same, as people read it. */
  readonly key?: string;
  run(): void;
}

export interface PaletteGroup {
  readonly title: string;
  readonly rows: readonly PaletteRow[];
}

/** Sent to the body: who has rows for the words in `query` adds them to `groups`. */
export interface PaletteQuestion {
  readonly query: string;
  readonly groups: PaletteGroup[];
}

export const PALETTE_ASKS = "palette:asks";
export const PALETTE_OPEN = "palette:open";

/** Whether all words of the query occur in the text, in any order. */
export function hasWords(text: string, query: string): boolean {
  const searched = text.toLocaleLowerCase();
  const words = query.toLocaleLowerCase().split(/\s+/);
  return words.every((word) => searched.includes(word));
}
