/** What differs between two states of a page, so that news of others redraw nothing else. */
import type { Line, LineText, Region, Uid } from "../model/types";
import { type Edit, EMPTY, type LineShape, type Patch, shapeOf, type TextPatch } from "./changes";
import type { Page } from "./page";

/** Deep equality of plain data. */
export function alike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, at) => alike(item, b[at]));
  }
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length && keys.every((key) => alike(left[key], right[key]))
  );
}

/** The items of `after`; those that are as before are the same objects as before. */
function kept<T>(before: ReadonlyMap<Uid, T>, after: ReadonlyMap<Uid, T>): ReadonlyMap<Uid, T> {
  const next = new Map<Uid, T>();
  let changed = before.size !== after.size;
  for (const [uid, item] of after) {
    const old = before.get(uid);
    const same = old !== undefined && alike(old, item);
    changed ||= !same;
    next.set(uid, same ? old : item);
  }
  return changed ? next : before;
}

function patches<S, T extends S>(
  before: ReadonlyMap<Uid, T>,
  after: ReadonlyMap<Uid, T>,
  shape: (item: T) => S,
): Patch<S>[] {
  const changed: Patch<S>[] = [];
  for (const [uid, item] of after) {
    const old = before.get(uid);
    if (old === item) continue;
    const patch = { uid, before: old === undefined ? null : shape(old), after: shape(item) };
    if (!alike(patch.before, patch.after)) changed.push(patch);
  }
  for (const [uid, old] of before) {
    if (!after.has(uid)) changed.push({ uid, before: shape(old), after: null });
  }
  return changed;
}

function texts(before: Page, after: Page): TextPatch[] {
  const { layer } = after;
  if (layer === null || before.lines === after.lines) return [];
  return [...after.lines].flatMap(([uid, { text }]): TextPatch[] => {
    const old: LineText | null = before.lines.get(uid)?.text ?? null;
    if (old === text) return [];
    const words = { before: old?.text ?? "", after: text?.text ?? "" };
    return [{ line: uid, layer, ...words, base: old?.version ?? 0 }];
  });
}

/** Whether the two differ only in what an edit can say, and in facts that no shape depends on. */
function comparable(before: Page, after: Page): boolean {
  const { width, height, image, direction } = after.part;
  return (
    before.layer === after.layer &&
    before.canEdit === after.canEdit &&
    alike({ ...before.part, width, height, image, direction }, before.part) &&
    alike(before.lineTypes, after.lineTypes) &&
    alike(before.regionTypes, after.regionTypes)
  );
}

export interface Difference {
  /** The later page, made of the same objects where nothing changed. */
  readonly page: Page;
  /** What changed, as far as views must draw it again. */
  readonly change: Edit | "all";
}

export function difference(before: Page, after: Page): Difference {
  const lines: ReadonlyMap<Uid, Line> = kept(before.lines, after.lines);
  const regions: ReadonlyMap<Uid, Region> = kept(before.regions, after.regions);
  const order = alike(before.order, after.order) ? before.order : after.order;
  const page = { ...after, lines, regions, order };
  if (!comparable(before, after)) return { page, change: "all" };
  return {
    page,
    change: {
      ...EMPTY,
      regions: patches(before.regions, regions, (region) => region),
      lines: patches<LineShape, Line>(before.lines, lines, shapeOf),
      texts: texts(before, page),
      order: order === before.order ? null : { before: before.order, after: order },
    },
  };
}
