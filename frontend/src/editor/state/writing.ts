/** Where a person writes: the open field, its caret, and the character that the caret is at. */
import { glyphAt, widened } from "../model/glyphs";
import type { Points, Uid } from "../model/types";
import { GlyphPlaces, type PlacedGlyph } from "./glyph-places";
import { typeTexts } from "./line-actions";
import type { PanelKey } from "./command";
import type { Session } from "./session";

/** `index` counts code units, as the browser does. */
export interface Caret {
  readonly line: Uid;
  readonly index: number;
}

/** The field of the open line. */
export interface Writer {
  readonly panel: PanelKey;
  /** Puts text at the caret, in the place of what is selected. */
  insert(text: string): boolean;
  /** What is selected in the field, in code units. */
  selection?(): readonly [number, number];
  /** Offers what else the character at the caret may be. */
  offer?(): boolean;
}

export class Writing {
  caret: Caret | null = null;
  readonly glyphs: GlyphPlaces;
  /** The panel that was written in last: where a line is opened if several panels could. */
  panel: PanelKey | null = null;
  private writers: Writer[] = [];
  private lit: readonly [readonly PlacedGlyph[], number, Points | null] | null = null;

  constructor(private readonly session: Session) {
    const tell = () => session.changed();
    this.glyphs = new GlyphPlaces(() => session.page, session.bootstrap.urls.glyphs, tell);
  }

  setCaret(caret: Caret | null): void {
    const { line, index } = this.caret ?? {};
    if (line === caret?.line && index === caret?.index) return;
    this.caret = caret;
    if (caret && caret.line !== line) void this.glyphs.want(caret.line);
    this.session.changed();
  }

  /** The outline of the character at the caret, to be lit on the image. */
  get place(): Points | null {
    if (!this.caret) return null;
    const { line, index } = this.caret;
    const glyphs = this.glyphs.of(line);
    if (this.lit?.[0] !== glyphs || this.lit[1] !== index) {
      this.lit = [glyphs, index, widened(glyphs, glyphAt(glyphs, index), this.session.vertical)];
    }
    return this.lit[2];
  }

  /** Makes a field the one that is written in; returns how to take it back. */
  use(writer: Writer): () => void {
    this.panel = writer.panel;
    this.writers = [...this.writers.filter((other) => other !== writer), writer];
    return () => {
      this.writers = this.writers.filter((other) => other !== writer);
    };
  }

  insert(text: string): boolean {
    return this.writers.at(-1)?.insert(text) ?? false;
  }

  offer(): boolean {
    return this.writers.at(-1)?.offer?.() ?? false;
  }

  /** The words that are selected in the open line; null where none are. */
  get selected(): { readonly line: Uid; readonly from: number; readonly to: number } | null {
    const [from = 0, to = 0] = this.writers.at(-1)?.selection?.() ?? [];
    return this.caret && to > from ? { line: this.caret.line, from, to } : null;
  }

  /** Texts of several lines at once, as one step of undo. */
  put(texts: readonly (readonly [Uid, string])[]): void {
    this.session.commit(typeTexts(this.session.page, texts));
  }
}
