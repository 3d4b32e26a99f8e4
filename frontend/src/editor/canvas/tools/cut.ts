/**
 * Cuts lines: a click at one place, a stroke across one or several, or, with Shift, a box whose
 * content is taken out. In regions mode a stroke across a region divides it.
 */
import { distance, nearestOnPath, type PathPlace, rectangle } from "../../model/geometry";
import { lineAt } from "../../model/hit";
import { crossings, stretchWithin } from "../../model/shaping";
import type { Line, Point } from "../../model/types";
import { type Cut, cutAll } from "../../state/pieces";
import { splitRegions } from "../../state/region-actions";
import type { Bench, Pointer, Tool } from "./tool";

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

export class CutTool implements Tool {
  readonly name = "cut";
  readonly cursor = "crosshair";
  private path: Point[] = [];

  constructor(private readonly bench: Bench) {}

  down(pointer: Pointer): boolean {
    this.path = [pointer.point];
    return true;
  }

  drag(pointer: Pointer): void {
    this.path.push(pointer.point);
    const [start] = this.path;
    if (start && pointer.shift) this.bench.sketch(rectangle(start, pointer.point), true);
    else this.bench.sketch(this.path, false);
  }

  up(pointer: Pointer): void {
    const { path, bench } = this;
    const [start] = path;
    this.path = [];
    bench.sketch([], false);
    if (!start || distance(start, pointer.point) <= pointer.reach) this.cutAt(pointer);
    else if (pointer.shift) this.cutOut(rectangle(start, pointer.point));
    else this.cutAlong([...path, pointer.point]);
  }

  move(pointer: Pointer): void {
    const found = this.placeAt(pointer);
    this.bench.selection.setHover(found?.line.uid ?? null);
    this.bench.sketch(found ? mark(found.line, found.place, pointer.reach * 2.5) : [], false);
  }

  stop(): void {
    this.path = [];
    this.bench.sketch([], false);
    this.bench.selection.setHover(null);
  }

  private get lines(): Line[] {
    return [...this.bench.store.page.lines.values()];
  }

  private placeAt(pointer: Pointer): { line: Line; place: PathPlace } | null {
    if (this.bench.mode === "regions") return null;
    const line = lineAt(pointer.point, this.lines, pointer.reach);
    const place = line?.baseline ? nearestOnPath(pointer.point, line.baseline) : null;
    return line && place ? { line, place } : null;
  }

  private cutAt(pointer: Pointer): void {
    const found = this.placeAt(pointer);
    if (found) this.carryOut([{ line: found.line.uid, at: found.place }]);
  }

  /** A line that is crossed twice loses what lies between. */
  private cutAlong(stroke: Point[]): void {
    const { mode, store, selection } = this.bench;
    if (mode === "regions") {
      this.bench.commit(splitRegions(store.page, stroke, selection.regions));
      return;
    }
    const cuts = this.lines.flatMap(({ uid, baseline }): Cut[] => {
      const places = baseline ? crossings(baseline, stroke) : [];
      const [at, until] = [places[0], places.at(-1)];
      if (!at || !until) return [];
      return [places.length > 1 ? { line: uid, at, until } : { line: uid, at }];
    });
    this.carryOut(cuts);
  }

  private cutOut(box: Point[]): void {
    if (this.bench.mode === "regions") return;
    const cuts = this.lines.flatMap(({ uid, baseline }): Cut[] => {
      const stretch = baseline && stretchWithin(baseline, box);
      return stretch ? [{ line: uid, at: stretch[0], until: stretch[1] }] : [];
    });
    this.carryOut(cuts);
  }

  private carryOut(cuts: readonly Cut[]): void {
    this.bench.commit(cutAll(this.bench.store.page, cuts));
  }
}
