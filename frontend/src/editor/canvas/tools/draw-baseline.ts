/**
 * Draws a baseline: clicks with a double-click, Enter or the right button at the end, or one press
 * and drag. It also goes on with a line that is there, from one of its ends.
 */
import { distance, simplify } from "../../model/geometry";
import type { Point, Points, Uid } from "../../model/types";
import { addLine, reshape } from "../../state/line-actions";
import type { Bench, Pointer, Tool } from "./tool";

/** How far the simplified path may leave the drawn one, in parts of the reach. */
const FREEHAND_TOLERANCE = 0.3;

export class DrawBaselineTool implements Tool {
  readonly name = "line";
  readonly cursor = "crosshair";
  private points: Point[] = [];
  private freehand: Point[] = [];
  /** The line that is gone on with; drawing at its start adds points before it. */
  private continued: { readonly uid: Uid; readonly atStart: boolean } | null = null;

  constructor(private readonly bench: Bench) {}

  /** Goes on with a line from one of its ends. */
  continueFrom(uid: Uid, atStart: boolean): void {
    const path = this.bench.store.page.lines.get(uid)?.baseline;
    if (!path) return;
    this.continued = { uid, atStart };
    this.points = atStart ? [...path].reverse() : [...path];
  }

  down(pointer: Pointer): boolean {
    this.freehand = [this.bench.snap(pointer)];
    return true;
  }

  drag(pointer: Pointer): void {
    this.freehand.push(pointer.point);
    this.bench.sketch([...this.points, ...this.freehand], false);
  }

  up(pointer: Pointer): void {
    const end = this.bench.snap(pointer);
    const [start] = this.freehand;
    if (start && distance(start, pointer.point) > pointer.reach) {
      const drawn = simplify([...this.freehand, end], pointer.reach * FREEHAND_TOLERANCE);
      this.finish([...this.points, ...drawn]);
      return;
    }
    this.freehand = [];
    const last = this.points.at(-1);
    if (last && distance(last, pointer.point) < pointer.reach / 2) this.finish(this.points);
    else this.points.push(end);
    this.bench.sketch(this.points, false);
  }

  move(pointer: Pointer): void {
    const end = this.bench.snap(pointer);
    if (this.points.length > 0) this.bench.sketch([...this.points, end], false);
  }

  /** The right button ends the line where it stands, or leaves the tool. */
  secondary(): boolean {
    if (this.points.length === 0) return false;
    this.finish(this.points);
    return true;
  }

  key(key: string): boolean {
    if (this.points.length === 0) return false;
    if (key === "Escape") this.stop();
    else if (key === "Enter") this.finish(this.points);
    else if (key === "Backspace") {
      this.points.pop();
      this.bench.sketch(this.points, false);
    } else return false;
    return true;
  }

  stop(): void {
    this.points = [];
    this.freehand = [];
    this.continued = null;
    this.bench.sketch([], false);
    this.bench.mark(null);
  }

  private finish(path: Points): void {
    const { store, lineType } = this.bench;
    const { continued } = this;
    this.stop();
    if (!continued) this.bench.commit(addLine(store.page, path, lineType));
    else {
      const points = continued.atStart ? [...path].reverse() : path;
      this.bench.commit(reshape(store.page, continued.uid, "baseline", points));
      this.bench.setTool("select");
    }
  }
}
