/**
 * Selects lines and regions, and changes their points.
 *
 * A click selects, Shift or Ctrl adds; Shift-drag draws around things (with Alt: a box). What is
 * selected has handles: drag a point, drag the middle between two to add one, double-click an end
 * to go on drawing. Dragging a selected line, or Ctrl-drag anywhere, moves all that is selected.
 */
import { nearestOnPath } from "../../model/geometry";
import { lineAt, regionAt } from "../../model/hit";
import { inserted, nearestOnRing, without } from "../../model/shaping";
import type { Line, Region, Uid } from "../../model/types";
import { seenLines, seenRegions } from "../../state/legend";
import {
  dragChosen,
  dragGuide,
  dragPoint,
  dragThings,
  type Gesture,
  lasso,
  reshapeAll,
  withChosenMoved,
} from "./gestures";
import type { Grip, Handles, Shape } from "./handles";
import type { Bench, Pointer, Tool } from "./tool";

/** So many things have handles at most: more would hide the page. */
const MOST_SHAPES = 40;

interface Hit {
  readonly line: Uid | null;
  readonly region: Uid | null;
}

function edgeNear(region: Region, { point, reach }: Pointer): boolean {
  return (nearestOnRing(point, region.polygon)?.distance ?? Infinity) <= reach;
}

/** What lies under the pointer: in regions mode a region, else a line, or a region at its edge. */
export function hitAt(bench: Bench, pointer: Pointer): Hit {
  const { page } = bench.store;
  const regions = seenRegions(page, bench.preferences);
  if (bench.mode === "regions") {
    const region =
      regionAt(pointer.point, regions) ?? regions.find((one) => edgeNear(one, pointer));
    return { line: null, region: region?.uid ?? null };
  }
  const line = lineAt(pointer.point, seenLines(page, bench.preferences), pointer.reach);
  const region = line ? undefined : regions.find((one) => edgeNear(one, pointer));
  return { line: line?.uid ?? null, region: region?.uid ?? null };
}

export class SelectTool implements Tool {
  readonly name = "select";
  /** What a press would do where the pointer is. */
  cursor = "default";
  private gesture: Gesture | null = null;
  private isMoved = false;
  private isActive = false;

  constructor(
    private readonly bench: Bench,
    private readonly handles: Handles,
  ) {}

  start(): void {
    this.isActive = true;
    this.show();
  }

  stop(): void {
    this.isActive = false;
    this.gesture = null;
    this.bench.hide([]);
    this.bench.sketch([], true);
    this.handles.chooseNone();
    this.handles.show([]);
  }

  /** Puts handles on what is selected now. */
  show(): void {
    if (!this.isActive || this.gesture) return;
    const shapes = this.bench.canEdit ? this.shapes() : [];
    this.handles.show(shapes.length > MOST_SHAPES ? [] : shapes);
  }

  down(pointer: Pointer): boolean {
    this.isMoved = false;
    this.gesture = this.begin(pointer);
    return this.gesture !== null;
  }

  drag(pointer: Pointer): void {
    this.isMoved = true;
    this.gesture?.drag(pointer);
  }

  up(pointer: Pointer): void {
    const { gesture } = this;
    this.gesture = null;
    gesture?.up(pointer, this.isMoved);
    this.show();
  }

  move(pointer: Pointer): void {
    const { line, region } = hitAt(this.bench, pointer);
    this.bench.selection.setHover(line ?? region);
    this.cursor = this.cursorAt(pointer) ?? ((line ?? region) ? "pointer" : "default");
  }

  private cursorAt(pointer: Pointer): string | null {
    if (!this.bench.canEdit) return null;
    const grip = this.handles.at(pointer);
    if (grip?.isMiddle) return "copy";
    return grip || this.onSelected(pointer) ? "move" : null;
  }

  click(pointer: Pointer): void {
    const grip = this.handles.at(pointer);
    if (grip && !grip.isMiddle) {
      if (pointer.shift || pointer.control) this.handles.toggle(grip.shape, grip.index);
      else this.chooseOnly(grip);
      return;
    }
    this.handles.chooseNone();
    this.select(pointer);
  }

  /** Selects what the menu is asked for, unless it is selected; the menu follows. */
  secondary(pointer: Pointer): boolean {
    const { line, region } = hitAt(this.bench, pointer);
    const { selection } = this.bench;
    if (line && !selection.lines.has(line)) selection.selectLines([line]);
    else if (region && !selection.regions.has(region)) selection.selectRegions([region]);
    return false;
  }

  doubleClick(pointer: Pointer): void {
    const grip = this.handles.at(pointer);
    const end = grip && !grip.isMiddle && endOf(grip);
    if (end) this.bench.continueLine(grip.shape.uid, end === "start");
    else if (!grip || grip.isMiddle) this.insertOrOpen(pointer);
  }

  /** Moves the chosen points. */
  nudgePoints(dx: number, dy: number): void {
    reshapeAll(this.bench, withChosenMoved(this.handles, dx, dy), "nudge-points");
  }

  get hasPoints(): boolean {
    return this.handles.hasChosen;
  }

  deletePoints(): void {
    const shapes = this.handles.shapes.flatMap((shape) => {
      const chosen = this.handles.chosenOf(shape);
      const points = without(shape.points, chosen);
      const least = shape.part === "baseline" ? 2 : 3;
      return chosen.size > 0 && points.length >= least ? [{ ...shape, points }] : [];
    });
    this.handles.chooseNone();
    reshapeAll(this.bench, shapes);
  }

  private begin(pointer: Pointer): Gesture | null {
    const { bench, handles } = this;
    if (pointer.shift) return lasso(bench, handles, pointer);
    if (!bench.canEdit) return null;
    const grip = handles.at(pointer);
    if (grip) return this.holdGrip(grip, pointer);
    const { guide } = bench;
    const near = guide && Math.abs(pointer.point[guide.axis] - guide.at) <= pointer.reach;
    return near ? dragGuide(bench) : this.holdThings(pointer);
  }

  /** Ctrl moves what is chosen from anywhere; without it a selected thing must be taken hold of. */
  private holdThings(pointer: Pointer): Gesture | null {
    const { bench, handles } = this;
    if (pointer.control && handles.hasChosen) return dragChosen(bench, handles, pointer.point);
    const held = pointer.control || this.onSelected(pointer);
    const { lines, regions } = bench.selection;
    return held && lines.size + regions.size > 0 ? dragThings(bench, handles, pointer.point) : null;
  }

  private holdGrip(grip: Grip, pointer: Pointer): Gesture {
    const isOneOfChosen =
      !grip.isMiddle && this.handles.chosenOf(grip.shape).has(grip.index) && this.chosenCount() > 1;
    if (isOneOfChosen) return dragChosen(this.bench, this.handles, pointer.point);
    return dragPoint(this.bench, this.handles, grip);
  }

  private chosenCount(): number {
    const { handles } = this;
    return handles.shapes.reduce((sum, shape) => sum + handles.chosenOf(shape).size, 0);
  }

  private chooseOnly(grip: Grip): void {
    this.handles.chooseNone();
    this.handles.choose(grip.shape, [grip.index]);
  }

  private onSelected(pointer: Pointer): boolean {
    const { store, selection } = this.bench;
    const near = (line: Line) => {
      const place = line.baseline ? nearestOnPath(pointer.point, line.baseline) : null;
      return place !== null && place.distance <= pointer.reach;
    };
    const lines = [...selection.lines].flatMap((uid) => store.page.lines.get(uid) ?? []);
    const regions = [...selection.regions].flatMap((uid) => store.page.regions.get(uid) ?? []);
    return (
      lines.some(near) || regions.some((region) => !region.locked && edgeNear(region, pointer))
    );
  }

  private select(pointer: Pointer): void {
    const { line, region } = hitAt(this.bench, pointer);
    const { selection } = this.bench;
    const more = pointer.shift || pointer.control;
    if (line && more) selection.toggleLine(line);
    else if (line) selection.selectLines([line]);
    else if (region && more) selection.toggleRegion(region);
    else if (region) selection.selectRegions([region]);
    else if (!more) selection.clear();
  }

  /** A new point where a shape with handles is double-clicked; else the text of the line. */
  private insertOrOpen(pointer: Pointer): void {
    const { point, reach } = pointer;
    for (const shape of this.handles.shapes) {
      const closed = shape.part !== "baseline";
      const place = (closed ? nearestOnRing : nearestOnPath)(point, shape.points);
      if (!place || place.distance > reach) continue;
      const points = inserted(shape.points, place.segment + 1, place.point);
      reshapeAll(this.bench, [{ ...shape, points }]);
      return;
    }
    const { line } = hitAt(this.bench, pointer);
    if (line) this.bench.openLine(line);
  }

  private shapes(): Shape[] {
    const { store, selection, mode } = this.bench;
    const { page } = store;
    const regions = [...selection.regions].flatMap((uid) => page.regions.get(uid) ?? []);
    const lines = [...selection.lines].flatMap((uid) => page.lines.get(uid) ?? []);
    return [
      ...lines.flatMap(({ uid, baseline, mask }): Shape[] => {
        const points = mode === "masks" ? mask : (baseline ?? mask);
        const part = points === mask ? "mask" : "baseline";
        return points ? [{ uid, part, points }] : [];
      }),
      ...regions
        .filter((region) => !region.locked)
        .map(({ uid, polygon }): Shape => ({ uid, part: "polygon", points: polygon })),
    ];
  }
}

function endOf({ shape, index }: Grip): "start" | "end" | null {
  if (shape.part !== "baseline") return null;
  if (index === 0) return "start";
  return index === shape.points.length - 1 ? "end" : null;
}
