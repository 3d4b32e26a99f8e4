/** Draws the mask of the selected line by the corners of a polygon, or by one press and drag. */
import { distance, simplify } from "../../model/geometry";
import { lineAt } from "../../model/hit";
import type { Point, Points } from "../../model/types";
import { reshape } from "../../state/line-actions";
import type { Bench, Pointer, Tool } from "./tool";

const FREEHAND_TOLERANCE = 0.25;

export class DrawMaskTool implements Tool {
  readonly name = "mask";
  readonly cursor = "crosshair";
  private corners: Point[] = [];
  private freehand: Point[] = [];

  constructor(private readonly bench: Bench) {}

  down(pointer: Pointer): boolean {
    this.freehand = [this.bench.snap(pointer)];
    return true;
  }

  drag(pointer: Pointer): void {
    this.freehand.push(pointer.point);
    if (this.corners.length === 0) this.bench.sketch(this.freehand, true);
  }

  up(pointer: Pointer): void {
    const [start] = this.freehand;
    const dragged = start && distance(start, pointer.point) > pointer.reach;
    if (dragged && this.corners.length === 0) {
      this.finish(simplify(this.freehand, pointer.reach * FREEHAND_TOLERANCE));
    } else this.addCorner(pointer);
    this.freehand = [];
  }

  move(pointer: Pointer): void {
    const end = this.bench.snap(pointer);
    if (this.corners.length > 0) this.bench.sketch([...this.corners, end], true);
  }

  secondary(): boolean {
    if (this.corners.length === 0) return false;
    this.finish(this.corners);
    return true;
  }

  key(key: string): boolean {
    if (this.corners.length === 0) return false;
    if (key === "Escape") this.stop();
    else if (key === "Enter") this.finish(this.corners);
    else if (key === "Backspace") {
      this.corners.pop();
      this.bench.sketch(this.corners, true);
    } else return false;
    return true;
  }

  stop(): void {
    this.corners = [];
    this.freehand = [];
    this.bench.sketch([], true);
    this.bench.mark(null);
  }

  private addCorner(pointer: Pointer): void {
    const near = (point: Point | undefined) =>
      point !== undefined && distance(point, pointer.point) < pointer.reach;
    if (this.corners.length === 0 && this.chooseLine(pointer)) return;
    const closes = this.corners.length > 2 && near(this.corners[0]);
    if (closes || near(this.corners.at(-1))) this.finish(this.corners);
    else {
      this.corners.push(this.bench.snap(pointer));
      this.bench.sketch(this.corners, true);
    }
  }

  /** Where no single line is selected, the first click says whose mask is drawn. */
  private chooseLine(pointer: Pointer): boolean {
    const { selection, store } = this.bench;
    if (selection.lines.size === 1) return false;
    const line = lineAt(pointer.point, store.page.lines.values(), pointer.reach);
    if (line) selection.selectLines([line.uid]);
    else this.bench.say("Click the line whose mask you want to draw.");
    return true;
  }

  private finish(ring: Points): void {
    const [uid, ...others] = this.bench.selection.lines;
    this.stop();
    if (uid === undefined || others.length > 0) {
      this.bench.say("Select one line first: the mask that you draw becomes its own.");
    } else this.bench.commit(reshape(this.bench.store.page, uid, "mask", ring));
  }
}
