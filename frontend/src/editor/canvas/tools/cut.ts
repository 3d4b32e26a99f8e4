/** Cuts a line in two where it is clicked; a mark shows where the cut would be. */
import { nearestOnPath, type PathPlace } from "../../model/geometry";
import { lineAt } from "../../model/hit";
import type { Line, Point } from "../../model/types";
import { cut } from "../../state/pieces";
import type { Bench, Pointer, Tool } from "./tool";

function placeAt(bench: Bench, pointer: Pointer): { line: Line; place: PathPlace } | null {
  const line = lineAt(pointer.point, bench.store.page.lines.values(), pointer.reach);
  const place = line?.baseline ? nearestOnPath(pointer.point, line.baseline) : null;
  return line && place ? { line, place } : null;
}

/** A short stroke across the baseline. */
function mark(line: Line, place: PathPlace, size: number): Point[] {
  const [a, b] = [line.baseline?.[place.segment], line.baseline?.[place.segment + 1]];
  if (!a || !b) return [];
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const [nx, ny] = [(-(b[1] - a[1]) / length) * size, ((b[0] - a[0]) / length) * size];
  const [x, y] = place.point;
  return [
    [x - nx, y - ny],
    [x + nx, y + ny],
  ];
}

export function cutTool(bench: Bench): Tool {
  return {
    name: "cut",
    cursor: "crosshair",
    move: (pointer) => {
      const found = placeAt(bench, pointer);
      bench.selection.setHover(found?.line.uid ?? null);
      bench.sketch(found ? mark(found.line, found.place, pointer.reach * 2.5) : [], false);
    },
    click: (pointer) => {
      const found = placeAt(bench, pointer);
      bench.sketch([], false);
      if (found) bench.commit(cut(bench.store.page, { line: found.line.uid, at: found.place }));
    },
    stop: () => {
      bench.sketch([], false);
      bench.selection.setHover(null);
    },
  };
}
