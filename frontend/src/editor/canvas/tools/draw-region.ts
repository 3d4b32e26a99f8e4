/**
 * Draws a region, or what is annotated.
 *
 * Clicks are the corners of a polygon, or of a rectangle; a drag is a rectangle.
 * A polygon ends with a double-click, a click on its first corner, or Enter.
 */
import { distance, rectangle } from "../../model/geometry";
import type { Point } from "../../model/types";
import { addRegion } from "../../state/region-actions";
import type { Bench, Pointer, Tool } from "./tool";

export class DrawRegionTool implements Tool {
  readonly cursor = "crosshair";
  private corners: Point[] = [];
  private corner: Point | null = null;

  constructor(
    private readonly bench: Bench,
    readonly name: "region" | "rectangle" | "annotate",
    private readonly finished: (ring: Point[]) => void = (ring) => {
      bench.commit(addRegion(bench.store.page, ring, bench.regionType));
    },
    private readonly isBox: () => boolean = () => name === "rectangle",
  ) {}

  down(pointer: Pointer): boolean {
    this.corner = pointer.point;
    return true;
  }

  drag(pointer: Pointer): void {
    if (!this.corner || this.corners.length > 0) return;
    this.bench.sketch(rectangle(this.corner, pointer.point), true);
  }

  up(pointer: Pointer): void {
    const start = this.corner;
    const dragged = start && distance(start, pointer.point) > pointer.reach;
    if (start && dragged && this.corners.length === 0) {
      this.finish(rectangle(start, pointer.point));
    } else {
      this.addCorner(pointer);
    }
    this.corner = null;
  }

  move(pointer: Pointer): void {
    const [first] = this.corners;
    if (!first) return;
    const ring = this.isBox() ? rectangle(first, pointer.point) : [...this.corners, pointer.point];
    this.bench.sketch(ring, true);
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
    this.corner = null;
    this.bench.sketch([], true);
  }

  private addCorner(pointer: Pointer): void {
    const near = (point: Point | undefined) =>
      point !== undefined && distance(point, pointer.point) < pointer.reach;
    const [first] = this.corners;
    if (first && this.isBox()) {
      if (!near(first)) this.finish(rectangle(first, pointer.point));
      return;
    }
    const closes = this.corners.length > 2 && near(first);
    if (closes || near(this.corners.at(-1))) {
      this.finish(this.corners);
      return;
    }
    this.corners.push(pointer.point);
    this.bench.sketch(this.corners, true);
  }

  private finish(ring: Point[]): void {
    this.stop();
    this.finished(ring);
  }
}
