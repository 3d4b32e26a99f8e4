/** What a person can do to lines: each action makes one invertible edit. */
import { newUuid } from "../../api/uuid";
import { moved, tidy } from "../model/geometry";
import { lineSpacing, regionOf, withLine } from "../model/reading-order";
import { isVertical, type Line, type Points, type Uid } from "../model/types";
import { type Edit, edit, type LineShape, shapeOf, type TextPatch } from "./changes";
import type { Page } from "./page";

const MIN_LINE_PX = 4;

export const newUid = (): Uid => newUuid();

function textPatch(page: Page, line: Line, after: string): TextPatch[] {
  const before = line.text?.text ?? "";
  if (page.layer === null || before === after) return [];
  const base = line.text?.version ?? 0;
  return [{ line: line.uid, layer: page.layer, before, after, base }];
}

export function linesOf(page: Page, uids: Iterable<Uid>): Line[] {
  const wanted = new Set(uids);
  return page.order.flatMap((uid) => {
    const line = page.lines.get(uid);
    return line && wanted.has(uid) ? [line] : [];
  });
}

export function patchLines(
  lines: readonly Line[],
  change: (line: Line) => Partial<LineShape>,
): Edit {
  return edit({
    lines: lines.map((line) => {
      const before = shapeOf(line);
      return { uid: line.uid, before, after: { ...before, ...change(line) } };
    }),
  });
}

/** Types one line's text. */
export function typeText(page: Page, uid: Uid, text: string): Edit {
  return typeTexts(page, [[uid, text]]);
}

/** New texts of several lines. */
export function typeTexts(page: Page, texts: readonly (readonly [Uid, string])[]): Edit {
  return edit({
    texts: texts.flatMap(([uid, text]) => {
      const line = page.lines.get(uid);
      return line ? textPatch(page, line, text) : [];
    }),
  });
}

/** A new line along a baseline, in its region and at its place in the order. */
export function addLine(page: Page, baseline: Points, type: number | null): Edit | null {
  const path = tidy(baseline, page.part.width, page.part.height);
  const [first, last] = [path[0], path.at(-1)];
  if (!first || !last || path.length < 2) return null;
  if (Math.hypot(first[0] - last[0], first[1] - last[1]) < MIN_LINE_PX) return null;
  const shape = { baseline: path, mask: null, mask_manual: false };
  const region = regionOf(shape, page.regions.values());
  const after: LineShape = { uid: newUid(), ...shape, region, type };
  return edit({
    lines: [{ uid: after.uid, before: null, after }],
    order: {
      before: page.order,
      after: withLine(page.order, page.lines, { ...after, text: null }, page.part.direction),
    },
  });
}

/** A copy of a line's baseline, one line further in the direction of reading. */
export function addLineBelow(page: Page, uid: Uid): Edit | null {
  const line = page.lines.get(uid);
  if (!line?.baseline) return null;
  const step = lineSpacing(page.lines.values(), page.part.direction);
  const side = page.part.direction === "vertical-rl" ? -step : step;
  const [dx, dy] = isVertical(page.part.direction) ? [side, 0] : [0, step];
  return addLine(page, moved(line.baseline, dx, dy), line.type);
}

/** New points of a line's baseline or mask, or of a region. */
export function reshape(
  page: Page,
  uid: Uid,
  part: "baseline" | "mask" | "polygon",
  points: Points,
): Edit | null {
  const { width, height } = page.part;
  const next = tidy(points, width, height);
  const region = page.regions.get(uid);
  if (region) {
    if (next.length < 3 || region.locked) return null;
    return edit({ regions: [{ uid, before: region, after: { ...region, polygon: next } }] });
  }
  const line = page.lines.get(uid);
  if (!line || next.length < (part === "mask" ? 3 : 2)) return null;
  if (part === "mask") return patchLines([line], () => ({ mask: next, mask_manual: true }));
  // A computed mask is old now; the server has it computed again.
  const mask = line.mask_manual ? line.mask : null;
  return patchLines([line], () => ({ baseline: next, mask }));
}

/** Deletes lines and regions; locked regions stay, and lines of others go to the region around. */
export function remove(page: Page, lines: Iterable<Uid>, regions: Iterable<Uid>): Edit {
  const gone = linesOf(page, lines);
  const wanted = [...regions].flatMap((uid) => page.regions.get(uid) ?? []);
  const goneRegions = wanted.filter(({ locked }) => !locked);
  const orphaned = new Set(goneRegions.map((region) => region.uid));
  const deleted = new Set(gone.map((line) => line.uid));
  const freed = [...page.lines.values()].filter(
    (line) => line.region !== null && orphaned.has(line.region) && !deleted.has(line.uid),
  );
  const left = [...page.regions.values()].filter(({ uid }) => !orphaned.has(uid));
  const after = page.order.filter((uid) => !deleted.has(uid));
  return {
    regions: goneRegions.map((region) => ({ uid: region.uid, before: region, after: null })),
    lines: [
      ...gone.map((line) => ({ uid: line.uid, before: shapeOf(line), after: null })),
      ...patchLines(freed, (line) => ({ region: regionOf(line, left) })).lines,
    ],
    texts: [],
    order: deleted.size > 0 ? { before: page.order, after } : null,
  };
}

export function reverse(page: Page, uids: Iterable<Uid>): Edit {
  const lines = linesOf(page, uids).filter((line) => line.baseline !== null);
  return patchLines(lines, (line) => ({ baseline: [...(line.baseline ?? [])].reverse() }));
}

export function setLineType(page: Page, uids: Iterable<Uid>, type: number | null): Edit {
  return patchLines(
    linesOf(page, uids).filter((line) => line.type !== type),
    () => ({ type }),
  );
}

/** Binds lines to the innermost region around each, or frees them. */
export function link(page: Page, uids: Iterable<Uid>, bind: boolean): Edit {
  const target = (line: Line) => (bind ? regionOf(line, page.regions.values()) : null);
  return patchLines(
    linesOf(page, uids).filter((line) => line.region !== target(line)),
    (line) => ({ region: target(line) }),
  );
}
