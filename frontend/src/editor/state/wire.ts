/** Turns an edit into the change set that the server takes. */
import type { Region, Uid } from "../model/types";
import { changedKeys, type Edit, type LineShape, type Patch } from "./changes";

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

function deleted<T>(patches: readonly Patch<T>[]): Uid[] {
  return patches.flatMap(({ uid, before, after }) =>
    before !== null && after === null ? [uid] : [],
  );
}

export function toChangeSet(id: string, revision: number, reason: Reason, change: Edit): ChangeSet {
  return {
    id,
    base_revision: revision,
    reason,
    created: { regions: created(change.regions), lines: created(change.lines) },
    updated: { regions: updated(change.regions), lines: updated(change.lines) },
    deleted: { regions: deleted(change.regions), lines: deleted(change.lines) },
    texts: change.texts.map(({ line, layer, after, base, from }) => ({
      line,
      layer,
      text: after,
      base_version: base,
      ...(from === undefined ? {} : { from_layer: from }),
    })),
    order: change.order ? [...change.order.after] : null,
  };
}
