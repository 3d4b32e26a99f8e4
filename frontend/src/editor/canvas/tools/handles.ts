/** Handles on the points of what is selected: shown, found under the pointer, chosen. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Polygon from "ol/geom/Polygon";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import { distance, pointInPolygon } from "../../model/geometry";
import { middles } from "../../model/shaping";
import type { Point, Points, Uid } from "../../model/types";
import type { PageMap } from "../page-map";
import { handleStyles } from "../tool-styles";
import type { Pointer } from "./tool";

export type ShapePart = "baseline" | "mask" | "polygon";

export interface Shape {
  readonly uid: Uid;
  readonly part: ShapePart;
  readonly points: Points;
}

/** A handle: of a point, or of the middle between a point and the next one. */
export interface Grip {
  readonly shape: Shape;
  readonly index: number;
  readonly isMiddle: boolean;
}

const keyOf = (shape: Shape) => `${shape.part} ${shape.uid}`;

function isSame(before: readonly Shape[], after: readonly Shape[]): boolean {
  if (before.length !== after.length) return false;
  return after.every((shape, index) => {
    const known = before[index];
    return known?.points === shape.points && known.uid === shape.uid && known.part === shape.part;
  });
}

export class Handles {
  readonly layer: VectorLayer;
  private readonly source = new VectorSource();
  private shown: readonly Shape[] = [];
  /** Something else is drawn than what is shown at rest. */
  private isPreview = false;
  private readonly chosen = new Map<string, ReadonlySet<number>>();

  constructor(private readonly pageMap: PageMap) {
    const { source } = this;
    this.layer = new VectorLayer({ source, updateWhileInteracting: true, style: handleStyles });
  }

  get shapes(): readonly Shape[] {
    return this.shown;
  }

  /** Shows these shapes; points of others, or that are gone, are not chosen any more. */
  show(shapes: readonly Shape[]): void {
    if (!this.isPreview && isSame(this.shown, shapes)) return;
    this.shown = shapes;
    this.isPreview = false;
    for (const [key, indices] of this.chosen) {
      const shape = shapes.find((one) => keyOf(one) === key);
      const left = [...indices].filter((index) => shape && index < shape.points.length);
      if (left.length > 0) this.chosen.set(key, new Set(left));
      else this.chosen.delete(key);
    }
    this.draw(shapes, true);
  }

  private redraw(): void {
    this.draw(this.shown, true);
  }

  /** Shows shapes while they are moved, without their handles. */
  preview(shapes: readonly Shape[], withHandles: boolean): void {
    this.isPreview = true;
    this.draw(shapes, withHandles);
  }

  chosenOf(shape: Shape): ReadonlySet<number> {
    return this.chosen.get(keyOf(shape)) ?? new Set();
  }

  get hasChosen(): boolean {
    return this.chosen.size > 0;
  }

  choose(shape: Shape, indices: Iterable<number>): void {
    this.chosen.set(keyOf(shape), new Set(indices));
    this.redraw();
  }

  toggle(shape: Shape, index: number): void {
    const next = new Set(this.chosenOf(shape));
    if (!next.delete(index)) next.add(index);
    this.choose(shape, next);
  }

  chooseNone(): void {
    if (this.chosen.size === 0) return;
    this.chosen.clear();
    this.redraw();
  }

  /** Chooses the points that lie in a polygon; false where there are none. */
  chooseWithin(polygon: Points): boolean {
    this.chosen.clear();
    for (const shape of this.shown) {
      const inside = shape.points.flatMap((point, index) =>
        pointInPolygon(point, polygon) ? [index] : [],
      );
      if (inside.length > 0) this.chosen.set(keyOf(shape), new Set(inside));
    }
    this.redraw();
    return this.chosen.size > 0;
  }

  /** The handle under the pointer; a point before a middle. */
  at({ point, reach }: Pointer): Grip | null {
    return this.nearest(point, reach, false) ?? this.nearest(point, reach * 0.8, true);
  }

  private nearest(place: Point, reach: number, isMiddle: boolean): Grip | null {
    let best: Grip | null = null;
    let gap = reach;
    for (const shape of this.shown) {
      const points = isMiddle ? middles(shape.points, shape.part !== "baseline") : shape.points;
      points.forEach((point, index) => {
        const here = distance(place, point);
        if (here <= gap) [best, gap] = [{ shape, index, isMiddle }, here];
      });
    }
    return best;
  }

  private draw(shapes: readonly Shape[], withHandles: boolean): void {
    this.source.clear(true);
    this.source.addFeatures(shapes.map((shape) => this.feature(shape, withHandles)));
    this.source.changed();
  }

  private feature(shape: Shape, withHandles: boolean): Feature {
    const coordinates = this.pageMap.toMap(shape.points);
    const closed = shape.part !== "baseline";
    const geometry = closed ? new Polygon([coordinates]) : new LineString(coordinates);
    if (!withHandles) return new Feature(geometry);
    const chosen = [...this.chosenOf(shape)].flatMap((index) => {
      const at = coordinates[index];
      return at ? [at] : [];
    });
    const between = this.pageMap.toMap(middles(shape.points, closed));
    return new Feature({ geometry, points: coordinates, middles: between, chosen });
  }
}
