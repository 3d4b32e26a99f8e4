/** Draws a baseline: clicks with a double-click or Enter at the end, or one press and drag. */
import { distance, simplify } from "../../model/geometry";
import type { Point } from "../../model/types";
import { addLine } from "../../state/line-actions";
import type { Bench, Pointer, Tool } from "./tool";

/** How far the simplified path may leave the drawn one, in parts of the reach. */
const FREEHAND_TOLERANCE = 0.3;

export class DrawBaselineTool implements Tool {
  readonly name = "line";
  readonly cursor = "crosshair";
  private points: Point[] = [];
  private freehand: Point[] = [];

  constructor(private readonly bench: Bench) {}

  down(pointer: Pointer): boolean {
    this.freehand = [pointer.point];
    return true;
  }

  drag(pointer: Pointer): void {
    if (this.points.length > 0) return;
    this.freehand.push(pointer.point);
    this.bench.sketch(this.freehand, false);
  }

  up(pointer: Pointer): void {
    const [start] = this.freehand;
    const dragged = start && distance(start, pointer.point) > pointer.reach;
    if (this.points.length === 0 && dragged) {
      this.finish(simplify(this.freehand, pointer.reach * FREEHAND_TOLERANCE));
      return;
    }
    this.freehand = [];
    const last = this.points.at(-1);
    if (last && distance(last, pointer.point) < pointer.reach / 2) this.finish(this.points);
    else this.points.push(pointer.point);
    this.bench.sketch(this.points, false);
  }

  move(pointer: Pointer): void {
    if (this.points.length > 0) this.bench.sketch([...this.points, pointer.point], false);
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
    this.bench.sketch([], false);
  }

  private finish(path: Point[]): void {
    this.stop();
    this.bench.commit(addLine(this.bench.store.page, path, this.bench.lineType));
  }
}
