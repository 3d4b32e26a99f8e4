/** Lines and regions that were copied, and putting them on this page or another one. */
import { moved, tidy } from "../model/geometry";
import { regionOf, withLine } from "../model/reading-order";
import type { Line, Points, Region, Uid } from "../model/types";
import { type Edit, edit, type LineShape } from "./changes";
import { linesOf, newUid } from "./line-actions";
import type { Page } from "./page";

type CopiedLine = Pick<Line, "baseline" | "mask" | "mask_manual" | "type" | "region"> & {
  readonly uid: Uid;
};

export interface Copied {
  readonly document: number;
  readonly part: number;
  readonly lines: readonly CopiedLine[];
  readonly regions: readonly Region[];
}

/** Beside the original, where things are pasted on the page that they come from. */
const OFFSET_PX = 24;

export function copied(
  page: Page,
  lines: ReadonlySet<Uid>,
  regions: ReadonlySet<Uid>,
): Copied | null {
  if (lines.size + regions.size === 0) return null;
  return {
    document: page.document.id,
    part: page.part.id,
    lines: linesOf(page, lines).map(({ uid, baseline, mask, mask_manual, type, region }) => ({
      uid,
      baseline,
      mask,
      mask_manual,
      type,
      region,
    })),
    regions: [...regions].flatMap((uid) => page.regions.get(uid) ?? []),
  };
}

/** What was kept as JSON, if it is what `copied` made. */
export function parseCopied(text: string | null): Copied | null {
  try {
    const value = JSON.parse(text ?? "null") as Copied | null;
    return Array.isArray(value?.lines) && Array.isArray(value.regions) ? value : null;
  } catch {
    return null;
  }
}

/** New lines and regions like the copied ones; `times` counts pastes, each a step further. */
export function paste(page: Page, source: Copied, times = 1): Edit | null {
  const step = source.part === page.part.id ? OFFSET_PX * times : 0;
  const { width, height } = page.part;
  const place = (points: Points) => tidy(moved(points, step, step), width, height);
  const known = source.document === page.document.id;
  const names = new Map<Uid, Uid>();
  const regions = source.regions.flatMap(({ uid, polygon, type }): Region[] => {
    const ring = place(polygon);
    names.set(uid, newUid());
    const after = { uid: names.get(uid) ?? "", polygon: ring, type: known ? type : null };
    return ring.length > 2 ? [{ ...after, locked: false }] : [];
  });
  const around = [...page.regions.values(), ...regions];
  const shapes = source.lines.flatMap((line): LineShape[] => {
    const shape = {
      uid: newUid(),
      baseline: line.baseline && place(line.baseline),
      mask: line.mask && place(line.mask),
      mask_manual: line.mask_manual,
      type: known ? line.type : null,
    };
    const own = line.region === null ? undefined : names.get(line.region);
    return hasLength(shape) ? [{ ...shape, region: own ?? regionOf(shape, around) }] : [];
  });
  return shapes.length + regions.length > 0 ? placed(page, shapes, regions) : null;
}

function hasLength({ baseline, mask }: Pick<Line, "baseline" | "mask">): boolean {
  return (baseline?.length ?? 0) > 1 || (mask?.length ?? 0) > 2;
}

function placed(page: Page, shapes: readonly LineShape[], regions: readonly Region[]): Edit {
  const lines = new Map(page.lines);
  let order: readonly Uid[] = page.order;
  for (const shape of shapes) {
    const line = { ...shape, text: null };
    lines.set(line.uid, line);
    order = withLine(order, lines, line, page.part.direction);
  }
  return edit({
    regions: regions.map((after) => ({ uid: after.uid, before: null, after })),
    lines: shapes.map((after) => ({ uid: after.uid, before: null, after })),
    order: shapes.length > 0 ? { before: page.order, after: order } : null,
  });
}
