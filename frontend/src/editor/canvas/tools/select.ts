/** Selects lines and regions: click, shift-click, shift-drag a box, double-click to type. */
import { lineAt, linesWithin, regionAt } from "../../model/hit";
import type { Point, Uid } from "../../model/types";
import { rectangle } from "../../model/geometry";
import type { Bench, Pointer, Tool } from "./tool";

interface Hit {
  readonly line: Uid | null;
  readonly region: Uid | null;
}

export function hitAt(bench: Bench, pointer: Pointer): Hit {
  const { page } = bench.store;
  const line = lineAt(pointer.point, page.lines.values(), pointer.reach);
  const region = line ? null : regionAt(pointer.point, page.regions.values());
  return { line: line?.uid ?? null, region: region?.uid ?? null };
}

export function selectTool(bench: Bench): Tool {
  let corner: Point | null = null;
  return {
    name: "select",
    cursor: "default",
    down: (pointer) => {
      corner = pointer.shift ? pointer.point : null;
      return pointer.shift;
    },
    drag: (pointer) => {
      if (corner) bench.sketch(rectangle(corner, pointer.point), true);
    },
    up: (pointer) => {
      bench.sketch([], true);
      if (!corner) return;
      const found = linesWithin(corner, pointer.point, bench.store.page.lines.values());
      if (found.length > 0) bench.selection.selectLines(found);
      corner = null;
    },
    move: (pointer) => {
      const { line, region } = hitAt(bench, pointer);
      bench.selection.setHover(line ?? region);
    },
    click: (pointer) => choose(bench, pointer),
    doubleClick: (pointer) => {
      const { line } = hitAt(bench, pointer);
      if (line) bench.openLine(line);
    },
  };
}

function choose(bench: Bench, pointer: Pointer): void {
  const { line, region } = hitAt(bench, pointer);
  const { selection } = bench;
  if (line && pointer.shift) selection.toggleLine(line);
  else if (line) selection.selectLines([line]);
  else if (region && pointer.shift) selection.toggleRegion(region);
  else if (region) selection.selectRegions([region]);
  else if (!pointer.shift) selection.clear();
}
