/**
 * Changes as invertible data: every edit holds what was and what is.
 *
 * An edit can be inverted (undo), merged with the next one (fewer requests) and rebased onto a
 * page that moved on (another person's work), where only the keys it changed are applied again.
 */
import type { Line, LineText, Point, Region, Uid } from "../model/types";

/** A line without its text: the part of it that layout edits touch. */
export type LineShape = Omit<Line, "text">;

export interface Patch<T> {
  readonly uid: Uid;
  /** `null` where the edit creates the thing. */
  readonly before: T | null;
  /** `null` where the edit deletes the thing. */
  readonly after: T | null;
}

export interface TextPatch {
  readonly line: Uid;
  readonly layer: number;
  readonly before: string;
  readonly after: string;
  /** The version that `before` was, 0 where the line had no text in the layer. */
  readonly base: number;
  /** The layer that `after` was taken from; its own layer for an earlier version of the text. */
  readonly from?: number;
}

/** What a line says in the shown layer before and after a piece, until the server tells. */
export interface PieceText {
  readonly line: Uid;
  readonly before: LineText | null;
  readonly after: LineText | null;
}

/**
 * Lines joined into one of them, or a line cut in two. The server carries it out for the texts of
 * all layers and keeps what was under the piece's `uid`, so that undo brings it back whole.
 */
export interface Piece {
  readonly uid: Uid;
  readonly kind: "join" | "cut";
  /** All that are joined, in reading order; or the line that is cut and the new one. */
  readonly lines: readonly Uid[];
  readonly into: Uid;
  /** Where a line is cut. */
  readonly at: Point;
  readonly undone: boolean;
  readonly layer: number | null;
  readonly texts: readonly PieceText[];
}

/** A new order of the lines; `manual` where it says who keeps the order from now on. */
export interface OrderChange {
  readonly before: readonly Uid[];
  readonly after: readonly Uid[];
  readonly manual?: { readonly before: boolean; readonly after: boolean };
}

export interface Edit {
  readonly regions: readonly Patch<Region>[];
  readonly lines: readonly Patch<LineShape>[];
  readonly texts: readonly TextPatch[];
  readonly order: OrderChange | null;
  readonly pieces?: readonly Piece[];
  /** How the page lay when the edit was made; see `Part.turns`. */
  readonly turns?: number;
}

export const EMPTY: Edit = { regions: [], lines: [], texts: [], order: null };

export function edit(parts: Partial<Edit>): Edit {
  return { ...EMPTY, ...parts };
}

export function isEmpty(change: Edit): boolean {
  return !(change.regions.length || change.lines.length || change.texts.length || change.order);
}

export function hasLayout(change: Edit): boolean {
  return change.regions.length > 0 || change.lines.length > 0 || change.order !== null;
}

export function shapeOf(line: Line): LineShape {
  const { uid, baseline, mask, mask_manual, region, type } = line;
  return { uid, baseline, mask, mask_manual, region, type };
}

export function invert(change: Edit): Edit {
  const swap = <T>(patch: Patch<T>): Patch<T> => ({
    uid: patch.uid,
    before: patch.after,
    after: patch.before,
  });
  return {
    regions: change.regions.map(swap),
    lines: change.lines.map(swap),
    texts: change.texts.map((text) => ({ ...text, before: text.after, after: text.before })),
    order: change.order && invertOrder(change.order),
    ...withPieces([...(change.pieces ?? [])].reverse().map(takenBack)),
    ...lying(change.turns),
  };
}

/** How the page lies as a part of an edit, which says nothing of a page that lies as it came. */
export function lying(turns = 0): Pick<Edit, "turns"> {
  return turns > 0 ? { turns } : {};
}

function takenBack(piece: Piece): Piece {
  const texts = piece.texts.map(({ line, before, after }) => ({
    line,
    before: after,
    after: before,
  }));
  return { ...piece, undone: !piece.undone, texts };
}

/** The pieces as a part of an edit, which has none where there are none. */
export function withPieces(pieces: readonly Piece[]): Pick<Edit, "pieces"> {
  return pieces.length > 0 ? { pieces } : {};
}

function invertOrder({ before, after, manual }: OrderChange): OrderChange {
  const swapped = { before: after, after: before };
  return manual ? { ...swapped, manual: { before: manual.after, after: manual.before } } : swapped;
}

export function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function mergePatches<T>(first: readonly Patch<T>[], second: readonly Patch<T>[]): Patch<T>[] {
  const merged = new Map<Uid, Patch<T>>(first.map((patch) => [patch.uid, patch]));
  for (const patch of second) {
    const earlier = merged.get(patch.uid);
    merged.set(patch.uid, earlier ? { ...patch, before: earlier.before } : patch);
  }
  return [...merged.values()].filter(({ before, after }) => !same(before, after));
}

function mergeTexts(first: readonly TextPatch[], second: readonly TextPatch[]): TextPatch[] {
  const key = (text: TextPatch) => `${text.layer}:${text.line}`;
  const merged = new Map(first.map((text) => [key(text), text]));
  for (const text of second) {
    const earlier = merged.get(key(text));
    const kept = earlier ? { ...text, before: earlier.before, base: earlier.base } : text;
    merged.set(key(text), kept);
  }
  return [...merged.values()].filter(({ before, after }) => before !== after);
}

function mergeOrders(first: OrderChange | null, second: OrderChange | null): OrderChange | null {
  if (!first || !second) return first ?? second;
  const earlier = first.manual ?? second.manual;
  const later = second.manual ?? first.manual;
  const places = { before: first.before, after: second.after };
  if (earlier && later && earlier.before !== later.after) {
    return { ...places, manual: { before: earlier.before, after: later.after } };
  }
  return same(places.before, places.after) ? null : places;
}

/** One edit with the effect of `first` and then `second`. */
export function merge(first: Edit, second: Edit): Edit {
  const order = mergeOrders(first.order, second.order);
  return {
    regions: mergePatches(first.regions, second.regions),
    lines: mergePatches(first.lines, second.lines),
    texts: mergeTexts(first.texts, second.texts),
    order,
    ...withPieces([...(first.pieces ?? []), ...(second.pieces ?? [])]),
    ...lying(second.turns),
  };
}

/** A text must reach the server before its line goes, so that undo can bring it back. */
export function deletesTextOf(change: Edit, earlier: Edit): boolean {
  const gone = new Set(change.lines.filter(({ after }) => after === null).map(({ uid }) => uid));
  return earlier.texts.some((text) => gone.has(text.line));
}

/** The keys that differ, with their new values. */
export function changedKeys<T extends object>(before: T, after: T): Partial<T> {
  const keys = Object.keys(after) as (keyof T)[];
  const changed = keys.filter((key) => !same(before[key], after[key]));
  return Object.fromEntries(changed.map((key) => [key, after[key]])) as Partial<T>;
}
