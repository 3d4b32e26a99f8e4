/** Turns an edit into the change set that the server takes. */
import type { Point, Region, Uid } from "../model/types";
import { changedKeys, type Edit, type LineShape, type Patch, type Piece } from "./changes";

export type Reason = "edit" | "undo" | "redo";

type Changed<T> = Partial<T> & { uid: Uid };

export interface ChangeSet {
  readonly id: string;
  readonly base_revision: number;
  readonly reason: Reason;
  readonly created: { readonly regions: Region[]; readonly lines: LineShape[] };
  readonly updated: { readonly regions: Changed<Region>[]; readonly lines: Changed<LineShape>[] };
  readonly deleted: { readonly regions: Uid[]; readonly lines: Uid[] };
  readonly texts: {
    line: Uid;
    layer: number;
    text: string;
    base_version: number;
    from_layer?: number;
  }[];
  readonly order: Uid[] | null;
  readonly order_mode: "automatic" | "manual" | "unchanged";
  readonly joins?: { id: Uid; into: Uid; from: Uid[]; undone: boolean }[];
  readonly cuts?: { id: Uid; line: Uid; second: Uid; at: Point; undone: boolean }[];
}

export interface TextVersion {
  readonly line: Uid;
  readonly layer: number;
  readonly version: number;
}

export interface ChangeAnswer {
  readonly revision: number;
  readonly texts: readonly TextVersion[];
  readonly masks_pending?: readonly Uid[];
  /** The order of the lines, where the server put them in another one. */
  readonly order?: readonly Uid[] | null;
}

/** A text of the server that stands against one of ours. */
export interface TheirText extends TextVersion {
  readonly text: string;
  readonly author?: string;
}

function created<T>(patches: readonly Patch<T>[]): T[] {
  return patches.flatMap(({ before, after }) => (before === null && after !== null ? [after] : []));
}

function updated<T extends { uid: Uid }>(patches: readonly Patch<T>[]): Changed<T>[] {
  return patches.flatMap(({ uid, before, after }) =>
    before !== null && after !== null ? [{ ...changedKeys(before, after), uid }] : [],
  );
}

/** A mask goes with the word on who drew it. */
function updatedLines(patches: readonly Patch<LineShape>[]): Changed<LineShape>[] {
  return updated(patches).map((line) => {
    const after = patches.find(({ uid }) => uid === line.uid)?.after;
    return "mask" in line && after ? { ...line, mask_manual: after.mask_manual } : line;
  });
}

function piecesOf(pieces: readonly Piece[]): Pick<ChangeSet, "joins" | "cuts"> {
  if (pieces.length === 0) return {};
  const kind = (wanted: Piece["kind"]) => pieces.filter((piece) => piece.kind === wanted);
  return {
    joins: kind("join").map(({ uid, into, lines, undone }) => ({
      id: uid,
      into,
      from: [...lines],
      undone,
    })),
    cuts: kind("cut").map(({ uid, into, lines, at, undone }) => ({
      id: uid,
      line: into,
      second: lines[1] ?? "",
      at,
      undone,
    })),
  };
}

function deleted<T>(patches: readonly Patch<T>[]): Uid[] {
  return patches.flatMap(({ uid, before, after }) =>
    before !== null && after === null ? [uid] : [],
  );
}

/** A locked region is deleted by those who unlocked it: the server wants to hear both. */
function unlocked(patches: readonly Patch<Region>[]): Changed<Region>[] {
  return patches.flatMap(({ uid, before, after }) =>
    before?.locked && after === null ? [{ uid, locked: false }] : [],
  );
}

function orderMode({ order }: Edit): ChangeSet["order_mode"] {
  if (!order?.manual) return "unchanged";
  return order.manual.after ? "manual" : "automatic";
}

export function toChangeSet(id: string, revision: number, reason: Reason, change: Edit): ChangeSet {
  return {
    id,
    base_revision: revision,
    reason,
    created: { regions: created(change.regions), lines: created(change.lines) },
    updated: {
      regions: [...updated(change.regions), ...unlocked(change.regions)],
      lines: updatedLines(change.lines),
    },
    deleted: { regions: deleted(change.regions), lines: deleted(change.lines) },
    texts: change.texts.map(({ line, layer, after, base, from }) => ({
      line,
      layer,
      text: after,
      base_version: base,
      ...(from === undefined ? {} : { from_layer: from }),
    })),
    order: change.order ? [...change.order.after] : null,
    order_mode: orderMode(change),
    ...piecesOf(change.pieces ?? []),
  };
}
