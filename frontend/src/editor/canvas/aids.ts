/** The layer of what tools show beside the page: a sketch, the mark of snapping, the guide. */
import Feature from "ol/Feature";
import LineString from "ol/geom/LineString";
import Point from "ol/geom/Point";
import Polygon from "ol/geom/Polygon";
import type Geometry from "ol/geom/Geometry";
import VectorLayer from "ol/layer/Vector";
import VectorSource from "ol/source/Vector";
import type { Guide } from "../model/snapping";
import type { Part, Point as Place, Points } from "../model/types";
import type { PageMap } from "./page-map";
import { aidStyles } from "./tool-styles";

type Aid = "sketch" | "mark" | "guide";

export class Aids {
  readonly layer: VectorLayer;
  private readonly source = new VectorSource();
  private readonly shown = new Map<Aid, Feature>();

  constructor(
    private readonly pageMap: PageMap,
    private readonly part: Part,
  ) {
    const { source } = this;
    this.layer = new VectorLayer({ source, style: aidStyles, updateWhileInteracting: true });
  }

  /** Points that are not on the page yet; closed for a region. */
  sketch(points: Points, closed: boolean): void {
    const coordinates = this.pageMap.toMap(points);
    if (points.length < 2) this.show("sketch", null);
    else if (closed && points.length > 2) this.show("sketch", new Polygon([coordinates]));
    else this.show("sketch", new LineString(coordinates));
  }

  mark(place: Place | null): void {
    const [at] = place ? this.pageMap.toMap([place]) : [];
    this.show("mark", at ? new Point(at) : null);
  }

  guide(guide: Guide | null): void {
    const { width, height } = this.part;
    if (!guide) this.show("guide", null);
    else if (guide.axis === 0) this.showGuide([guide.at, 0], [guide.at, height]);
    else this.showGuide([0, guide.at], [width, guide.at]);
  }

  private showGuide(from: Place, to: Place): void {
    this.show("guide", new LineString(this.pageMap.toMap([from, to])));
  }

  private show(aid: Aid, geometry: Geometry | null): void {
    const known = this.shown.get(aid);
    if (known && geometry) known.setGeometry(geometry);
    else if (known) {
      this.source.removeFeature(known);
      this.shown.delete(aid);
    } else if (geometry) {
      const feature = new Feature({ geometry, aid });
      this.shown.set(aid, feature);
      this.source.addFeature(feature);
    }
  }
}
