/**
 * Where the characters of the open line lie and what else they may be, as far as the server knows.
 *
 * They are asked for when a line is opened, because a page has tens of thousands of them, and
 * follow what is typed until the line is opened again.
 */
import { request } from "../../api/client";
import { editedGlyphs, glyphAt, spelled } from "../model/glyphs";
import type { Points, Uid } from "../model/types";
import type { Page } from "./page";

export type PlacedGlyph = readonly [
  char: string,
  polygon: Points | null,
  confidence: number | null,
  alternatives?: readonly (readonly [string, number])[],
];

interface Answer {
  readonly version: number;
  readonly glyphs: readonly PlacedGlyph[];
}

interface Known {
  /** As the server has them. */
  readonly first: readonly PlacedGlyph[];
  /** After what was typed since. */
  now: readonly PlacedGlyph[];
  readonly version: number;
}

const NONE: readonly PlacedGlyph[] = [];
const MOST_LINES = 40;

/** What was typed in the place of others lies where they lay; between two, at the first one's end. */
function typed(
  char: string,
  old: readonly PlacedGlyph[],
  left?: PlacedGlyph,
  right?: PlacedGlyph,
): PlacedGlyph {
  const polygons = old.flatMap(([, polygon]) => (polygon ? [polygon] : []));
  const [only] = polygons;
  if (only && polygons.length === 1) return [char, only, null];
  if (polygons.length === 0) return [char, left?.[1] ?? right?.[1] ?? null, null];
  const points = polygons.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [x0, x1, y0, y1] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  return [
    char,
    [
      [x0, y0],
      [x1, y0],
      [x1, y1],
      [x0, y1],
    ],
    null,
  ];
}

export class GlyphPlaces {
  private readonly known = new Map<string, Known>();
  private readonly asked = new Set<string>();

  constructor(
    private readonly page: () => Page,
    private readonly url: string | undefined,
    private readonly changed: () => void,
    private readonly get: (url: string) => Promise<unknown> = (url) => request("GET", url),
  ) {}

  /** The characters of a line as they stand now; none until the server gave them. */
  of(uid: Uid): readonly PlacedGlyph[] {
    const text = this.page().lines.get(uid)?.text;
    const known = this.known.get(this.key(uid));
    if (!text || !known) return NONE;
    if (spelled(known.now) === text.text) return known.now;
    if (spelled(known.first) === text.text) known.now = known.first;
    else known.now = editedGlyphs(known.now, text.text, typed);
    return known.now;
  }

  at(uid: Uid, caret: number): PlacedGlyph | null {
    const glyphs = this.of(uid);
    return glyphs[glyphAt(glyphs, caret)] ?? null;
  }

  /** Asks for the characters of a line, unless they are there or nothing is known of them. */
  async want(uid: Uid): Promise<void> {
    const key = this.key(uid);
    if (!this.url || this.asked.has(key) || !this.isBehind(uid)) return;
    this.asked.add(key);
    try {
      const query = `layer=${this.page().layer ?? 0}&line=${uid}`;
      const answer = (await this.get(`${this.url}?${query}`)) as Answer;
      this.keep(key, { first: answer.glyphs, now: answer.glyphs, version: answer.version });
      this.changed();
    } catch {
      // Without a server the places of characters stay unknown; typing goes on.
    } finally {
      this.asked.delete(key);
    }
  }

  /** Whether the server knows more of the line's characters than is known here. */
  private isBehind(uid: Uid): boolean {
    const text = this.page().lines.get(uid)?.text;
    return text?.glyphs != null && (this.known.get(this.key(uid))?.version ?? -1) < text.version;
  }

  private keep(key: string, known: Known): void {
    this.known.delete(key);
    this.known.set(key, known);
    const [oldest] = this.known.keys();
    if (this.known.size > MOST_LINES && oldest) this.known.delete(oldest);
  }

  private key(uid: Uid): string {
    return `${this.page().layer ?? 0}:${uid}`;
  }
}
