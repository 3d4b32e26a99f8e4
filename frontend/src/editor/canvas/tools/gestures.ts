/** What dragging does in the select tool: move points, things or the guide, or draw a lasso. */
import { moved, rectangle, simplify } from "../../model/geometry";
import { linesInside, regionsInside } from "../../model/hit";
import { inserted, replaced } from "../../model/shaping";
import type { Point } from "../../model/types";
import { shift } from "../../state/batch-actions";
import { type Edit, merge } from "../../state/changes";
import { seenLines, seenRegions } from "../../state/legend";
import { reshape } from "../../state/line-actions";
import { applied } from "../../state/page";
import type { Grip, Handles, Shape } from "./handles";
import type { Bench, Pointer } from "./tool";

export interface Gesture {
  drag(pointer: Pointer): void;
  /** Ends it; with nothing done when the pointer never moved. */
  up(pointer: Pointer, isMoved: boolean): void;
}

/** New points of several shapes as one step. */
export function reshapeAll(bench: Bench, shapes: readonly Shape[], key = ""): void {
  let page = bench.store.page;
  let whole: Edit | null = null;
  for (const { uid, part, points } of shapes) {
    const change = reshape(page, uid, part, points);
    if (!change) continue;
    page = applied(page, change);
    whole = whole ? merge(whole, change) : change;
  }
  bench.commit(whole, key);
}

/** Points that were chosen, moved by so much. */
export function withChosenMoved(handles: Handles, dx: number, dy: number): Shape[] {
  return handles.shapes.flatMap((shape) => {
    const chosen = handles.chosenOf(shape);
    if (chosen.size === 0) return [];
    const points = shape.points.map((point, index): Point =>
      chosen.has(index) ? [point[0] + dx, point[1] + dy] : [point[0], point[1]],
    );
    return [{ ...shape, points }];
  });
}

/** Shows moved shapes in the place of those that stand. */
function previewMoved(bench: Bench, handles: Handles, changed: readonly Shape[]): void {
  bench.hide(changed.map((shape) => shape.uid));
  const others = handles.shapes.filter(
    ({ uid, part }) => !changed.some((shape) => shape.uid === uid && shape.part === part),
  );
  handles.preview([...others, ...changed], true);
}

function settle(bench: Bench, handles: Handles, changed: readonly Shape[] | null): void {
  bench.hide([]);
  bench.mark(null);
  handles.show(handles.shapes);
  if (changed) reshapeAll(bench, changed);
}

/** Moves one point, or makes one of the middle between two. */
export function dragPoint(bench: Bench, handles: Handles, grip: Grip): Gesture {
  const { shape, index, isMiddle } = grip;
  const at = (point: Point): Shape => {
    const points = isMiddle
      ? inserted(shape.points, index + 1, point)
      : replaced(shape.points, index, point);
    return { ...shape, points };
  };
  return {
    drag: (pointer) => {
      previewMoved(bench, handles, [at(bench.snap(pointer, [shape.uid]))]);
    },
    up: (pointer, isMoved) => {
      settle(bench, handles, isMoved ? [at(bench.snap(pointer, [shape.uid]))] : null);
    },
  };
}

/** Moves all chosen points together. */
export function dragChosen(bench: Bench, handles: Handles, start: Point): Gesture {
  const at = ({ point }: Pointer) =>
    withChosenMoved(handles, point[0] - start[0], point[1] - start[1]);
  return {
    drag: (pointer) => {
      previewMoved(bench, handles, at(pointer));
    },
    up: (pointer, isMoved) => {
      settle(bench, handles, isMoved ? at(pointer) : null);
    },
  };
}

function selectedShapes({ store, selection, masksShown }: Bench): Shape[] {
  const { page } = store;
  const lines = [...selection.lines].flatMap((uid) => page.lines.get(uid) ?? []);
  const regions = [...selection.regions].flatMap((uid) => page.regions.get(uid) ?? []);
  const shapes = lines.flatMap(({ uid, baseline, mask }): Shape[] => [
    ...(baseline ? [{ uid, part: "baseline", points: baseline } as const] : []),
    ...(mask && (masksShown || !baseline) ? [{ uid, part: "mask", points: mask } as const] : []),
  ]);
  const open = regions.filter((region) => !region.locked);
  return [
    ...shapes,
    ...open.map(({ uid, polygon }): Shape => ({ uid, part: "polygon", points: polygon })),
  ];
}

/** Moves all that is selected. */
export function dragThings(bench: Bench, handles: Handles, start: Point): Gesture {
  const shapes = selectedShapes(bench);
  const uids = new Set(shapes.map((shape) => shape.uid));
  const by = ({ point }: Pointer): Point => [point[0] - start[0], point[1] - start[1]];
  return {
    drag: (pointer) => {
      const [dx, dy] = by(pointer);
      bench.hide(uids);
      handles.preview(
        shapes.map((shape) => ({ ...shape, points: moved(shape.points, dx, dy) })),
        false,
      );
    },
    up: (pointer, isMoved) => {
      settle(bench, handles, null);
      if (isMoved) bench.commit(shift(bench.store.page, bench.selection, ...by(pointer)));
    },
  };
}

export function dragGuide(bench: Bench): Gesture {
  const move = ({ point }: Pointer) => {
    const { guide } = bench;
    if (guide) bench.guide = { ...guide, at: Math.round(point[guide.axis]) };
  };
  return { drag: move, up: (pointer, isMoved) => isMoved && move(pointer) };
}

/** Draws around things, freehand or, with Alt, a box, and selects them, or points of the shown. */
export function lasso(bench: Bench, handles: Handles, start: Pointer): Gesture {
  const path: Point[] = [start.point];
  const around = (pointer: Pointer) =>
    pointer.alt ? rectangle(start.point, pointer.point) : [...path, pointer.point];
  return {
    drag: (pointer) => {
      path.push(pointer.point);
      bench.sketch(around(pointer), true);
    },
    up: (pointer, isMoved) => {
      bench.sketch([], true);
      if (isMoved) choose(bench, handles, simplify(around(pointer), pointer.reach / 8));
    },
  };
}

function choose(bench: Bench, handles: Handles, polygon: Point[]): void {
  const { store, selection, mode, preferences } = bench;
  const free = seenRegions(store.page, preferences).filter(({ locked }) => !locked);
  const found =
    mode === "regions"
      ? regionsInside(polygon, free)
      : linesInside(polygon, seenLines(store.page, preferences));
  const fresh = found.filter((uid) => !selection.lines.has(uid) && !selection.regions.has(uid));
  if (fresh.length === 0 && handles.chooseWithin(polygon)) return;
  if (found.length === 0) return;
  if (mode === "regions") selection.selectRegions(found);
  else selection.selectLines(found);
}
