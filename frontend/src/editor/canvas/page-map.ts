/** The one place that knows both worlds: page pixels (y down) and map coordinates (y up). */
import type { Coordinate } from "ol/coordinate";
import ImageLayer from "ol/layer/Image";
import Projection from "ol/proj/Projection";
import ImageStatic from "ol/source/ImageStatic";
import View from "ol/View";
import type { Part, Point, Points } from "../model/types";

export class PageMap {
  readonly extent: [number, number, number, number];
  private readonly projection: Projection;

  constructor(private readonly part: Part) {
    this.extent = [0, 0, part.width, part.height];
    this.projection = new Projection({ code: "page", units: "pixels", extent: this.extent });
  }

  toMap(points: Points): Coordinate[] {
    return points.map(([x, y]) => [x, this.part.height - y]);
  }

  toPage(coordinates: readonly Coordinate[]): Point[] {
    return coordinates.map(([x = 0, y = 0]): Point => [x, this.part.height - y]);
  }

  pointToPage(coordinate: Coordinate): Point {
    const [x = 0, y = 0] = coordinate;
    return [x, this.part.height - y];
  }

  makeView(): View {
    const longest = Math.max(this.part.width, this.part.height);
    return new View({
      projection: this.projection,
      center: [this.part.width / 2, this.part.height / 2],
      resolution: longest / 800,
      minResolution: 0.05,
      maxResolution: longest / 120,
      constrainOnlyCenter: true,
      extent: this.extent,
      smoothExtentConstraint: true,
      showFullExtent: true,
    });
  }

  /** The layer of the image; empty as long as the image is being prepared. */
  imageLayer(url: string): ImageLayer<ImageStatic> {
    // Its own element, so that the look of the image leaves what is drawn over it alone.
    const className = "page-image";
    if (url === "") return new ImageLayer({ className });
    const source = new ImageStatic({
      url,
      imageExtent: this.extent,
      projection: this.projection,
      interpolate: true,
    });
    return new ImageLayer({ source, className });
  }
}
